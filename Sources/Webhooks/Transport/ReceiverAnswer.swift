// What a receiver answered.

import Watch

/// The head of an answer, and the beginning of its body.
struct ReceiverAnswer: Sendable, Hashable {
  var status: Int
  /// `Retry-After`, in nanoseconds from the answer on.
  var retryAfter: Int64?
  /// For people; without what must not be shown.
  var excerpt: String
}

/// The header `Retry-After` (RFC 9110, 10.2.3).
enum RetryAfter {
  /// Longer than a day is no wish to be asked again.
  private static let longest: Int64 = 86_400_000_000_000

  /// Nanoseconds to wait; nil when it says nothing that can be understood. A date is measured by the receiver's own clock when it sends one.
  static func nanoseconds(_ value: String?, date: String?, now: Timestamp) -> Int64? {
    guard let value else { return nil }
    if let seconds = Double(value), seconds.isFinite {
      return seconds < 0 ? 0 : Int64(min(seconds * 1e9, Double(longest)))
    }
    guard let time = Timestamp(httpDate: value) else { return nil }
    return min(max(time.since(date.flatMap { Timestamp(httpDate: $0) } ?? now), 0), longest)
  }
}

extension Timestamp {
  /// Reads `Tue, 15 Nov 1994 08:12:31 GMT`, the one form a server may send (RFC 9110, 5.6.7).
  init?(httpDate text: String) {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", parts[1].utf8.count == 2, parts[3].utf8.count == 4,
      let month = months.firstIndex(of: String(parts[2]))
    else { return nil }
    let number = (month < 9 ? "0" : "") + "\(month + 1)"
    self.init(rfc3339: "\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
  }
}
