// Links of the pages.

/// A link relative to the page it stands on, so that it holds below any path prefix, and leads nowhere else.
struct PageLink {
  let text: String

  /// Where a page stands: so many parts of its path below `/`.
  struct Place {
    let depth: Int

    static let root = Place(depth: 0)
    static let container = Place(depth: 1)

    /// That of a path as it was asked for.
    init(of path: String) {
      let path = path.prefix { $0 != "?" && $0 != "#" }
      depth = path.hasPrefix("/") ? path.utf8.count { $0 == UInt8(ascii: "/") } - 1 : 0
    }

    private init(depth: Int) { self.depth = depth }

    fileprivate var up: String { depth == 0 ? "./" : String(repeating: "../", count: depth) }
  }

  /// The first page.
  init(top place: Place) { text = place.up }

  /// A path of the source, from `/` on.
  init(_ path: StaticString, from place: Place) { text = place.up + "\(path)" }

  /// The page of a container.
  init(container name: String, from place: Place) { text = place.up + "containers/" + Self.encoded(name) }

  /// The first page under filters.
  init(filter items: [(name: StaticString, value: String)], from place: Place) {
    text = place.up + "?" + items.map { "\($0.name)=" + Self.encoded($0.value) }.joined(separator: "&")
  }

  /// A place on the page itself.
  init(anchor name: StaticString) { text = "#\(name)" }

  /// Percent-encoded but for what RFC 3986 (2.3) calls unreserved.
  private static func encoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
      }
    }
    return result
  }
}
