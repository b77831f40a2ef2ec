// The target of a request: version, path, query.

import Watch

/// A request's target, taken apart; versioned and unversioned paths are the same.
struct Target: Sendable {
  /// `1.41` of `/v1.41/info`; nil for an unversioned path.
  var version: String?
  /// Parts of the path behind the version.
  var path: [String]
  var query: [String: String]

  init(_ uri: String) {
    let parts = uri.split(separator: "?", maxSplits: 1)
    path = (parts.first ?? "").split(separator: "/").map { Self.decoded($0) }
    query = [:]
    for pair in parts.dropFirst().first?.split(separator: "&") ?? [] {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      query[Self.decoded(sides[0])] = sides.count > 1 ? Self.decoded(sides[1]) : ""
    }
    if let first = path.first, first.hasPrefix("v"), first.dropFirst().first?.isNumber == true {
      version = String(first.dropFirst())
      path.removeFirst()
    }
  }

  /// Whether a switch such as `all` or `force` is on.
  func isOn(_ key: String) -> Bool { ["1", "true", "True"].contains(query[key] ?? "") }

  /// `seconds.nanoseconds`, the part behind the point as a number (moby api/types/time: `ParseTimestamps`).
  func time(_ key: String) -> Timestamp? {
    guard let parts = query[key]?.split(separator: ".", maxSplits: 1), let seconds = parts.first.flatMap({ Int64($0) }) else { return nil }
    let digits = parts.dropFirst().first.map { String($0.prefix(9)) } ?? ""
    let fraction = Int64(digits + String(repeating: "0", count: 9 - digits.count)) ?? 0
    return Timestamp(seconds: seconds).advanced(by: fraction)
  }

  /// Takes percent escapes off; what is none stays.
  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Substring(text).utf8
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = Substring(rest.prefix(2)).count == 2 ? UInt8(Substring(rest.prefix(2)), radix: 16) : nil {
        bytes.append(value)
        rest.removeFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
