// The path and query of a request (RFC 9112, 3.2; RFC 3986).

/// A request target taken apart, percent-decoded.
struct RequestTarget: Equatable {
  /// The parts of the path between slashes.
  var path: [String] = []
  var query: [QueryItem] = []

  struct QueryItem: Equatable {
    var name: String
    /// A plus sign stays one: it belongs to times such as `2026-01-02T03:04:05+01:00`.
    var value: String
    /// As a form writes it: a plus sign is a space (HTML, `application/x-www-form-urlencoded`), and `%2B` a plus sign.
    var formValue: String
  }

  /// Takes a target apart.
  init(_ target: String) throws(RequestFault) {
    var target = target.prefix { $0 != "#" }
    if !target.hasPrefix("/") { target = Self.withoutOrigin(target) }
    let mark = target.firstIndex(of: "?") ?? target.endIndex
    for part in target[..<mark].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      path.append(try Self.decode(part))
    }
    for item in target[mark...].dropFirst().split(separator: "&") {
      let equals = item.firstIndex(of: "=") ?? item.endIndex
      let value = item[equals...].dropFirst()
      query.append(
        QueryItem(
          name: try Self.decode(item[..<equals]), value: try Self.decode(value),
          formValue: try Self.decode(value.replacing("+", with: " ")[...])))
    }
  }

  /// The path of a target in absolute form (`http://host/path`), as proxies send it.
  private static func withoutOrigin(_ target: Substring) -> Substring {
    guard let scheme = ["http://", "https://"].first(where: target.hasPrefix) else { return "/" + target }
    let rest = target.dropFirst(scheme.count)
    return rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
  }

  private static func decode(_ text: Substring) throws(RequestFault) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(hexadecimal), let low = rest.popFirst().flatMap(hexadecimal) else {
        throw .badRequest("\"\(text)\": after % two hexadecimal digits are needed (a percent sign itself is %25)")
      }
      bytes.append(high << 4 | low)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
