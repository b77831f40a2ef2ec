// The only way a page is written: what is markup stands in the source, and everything else is escaped.

/// A page as it grows. Names of elements and attributes are literals of the source (`StaticString`); text from outside can only be text or a value.
struct HTML {
  private(set) var bytes: [UInt8] = []

  /// An attribute and its value.
  struct Attribute {
    let name: StaticString
    let value: String

    init(_ name: StaticString, _ value: String) {
      self.name = name
      self.value = value
    }

    /// A link inside the page's own tree; no other scheme can be reached through it.
    static func href(_ link: PageLink) -> Attribute { Attribute("href", link.text) }
    static func `class`(_ value: StaticString) -> Attribute { Attribute("class", "\(value)") }
  }

  init(reservingCapacity capacity: Int = 0) {
    bytes.reserveCapacity(capacity)
  }

  /// An element with what the closure writes inside.
  mutating func element(_ name: StaticString, _ attributes: Attribute..., content: (inout HTML) -> Void) {
    open(name, attributes)
    content(&self)
    raw("</")
    raw(name)
    raw(">")
  }

  /// An element with nothing but text inside.
  mutating func element(_ name: StaticString, _ attributes: Attribute..., text: String) {
    open(name, attributes)
    self.text(text)
    raw("</")
    raw(name)
    raw(">")
  }

  /// An element without an end tag (`input`, `link`).
  mutating func void(_ name: StaticString, _ attributes: Attribute...) {
    open(name, attributes)
  }

  /// Markup of the source itself.
  mutating func raw(_ literal: StaticString) {
    literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// Text from anywhere, escaped. What is not seen but changes what is seen (controls, marks of direction) becomes a space or U+FFFD.
  mutating func text(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": raw("&amp;")
      case "<": raw("&lt;")
      case ">": raw("&gt;")
      case "\"": raw("&quot;")
      case "'": raw("&#39;")
      case "\n": bytes.append(UInt8(ascii: "\n"))
      case " "..."~": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      default: appendRare(scalar)
      }
    }
  }

  private mutating func appendRare(_ scalar: Unicode.Scalar) {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: bytes.append(UInt8(ascii: " "))
    case .format, .surrogate, .privateUse, .unassigned: bytes.append(contentsOf: "\u{FFFD}".utf8)
    default: bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
    }
  }

  private mutating func open(_ name: StaticString, _ attributes: [Attribute]) {
    raw("<")
    raw(name)
    for attribute in attributes {
      raw(" ")
      raw(attribute.name)
      raw("=\"")
      text(attribute.value)
      raw("\"")
    }
    raw(">")
  }
}

/// A link relative to the page it stands on, so that it holds below any path prefix.
struct PageLink {
  let text: String

  /// A path of the source.
  init(_ path: StaticString) { text = "\(path)" }

  /// The page of a container, as seen from the first page.
  init(container name: String) { text = "containers/" + Self.encoded(name) }

  /// The first page under filters, as seen from itself.
  init(filter items: [(name: StaticString, value: String)]) {
    text = "./?" + items.map { "\($0.name)=" + Self.encoded($0.value) }.joined(separator: "&")
  }

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
