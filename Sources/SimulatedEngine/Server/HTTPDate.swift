// The `Date` header (RFC 9110, 5.6.7).

import Watch

enum HTTPDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Such as `Sun, 06 Nov 1994 08:49:37 GMT`, for times since 1970.
  static func text(_ time: Timestamp) -> String {
    let text = time.rfc3339
    let day = days[Int(max(time.nanoseconds, 0) / 86_400_000_000_000 % 7)]
    let month = Int(text.dropFirst(5).prefix(2)).map { months[$0 - 1] } ?? ""
    return "\(day), \(text.dropFirst(8).prefix(2)) \(month) \(text.prefix(4)) \(text.dropFirst(11).prefix(8)) GMT"
  }
}
