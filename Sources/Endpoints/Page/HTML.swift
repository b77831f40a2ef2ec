// The only way a page is written: what is markup stands in the source, and everything else is escaped.

import Watch

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

  /// Text from anywhere, escaped, without escape sequences of terminals. What is not seen but changes what is seen (controls, marks of
  /// direction) becomes a space or U+FFFD.
  mutating func text(_ text: String) {
    var text = text
    let isPlain = text.withUTF8 { utf8 in
      guard utf8.allSatisfy(Self.isPlain) else { return false }
      bytes.append(contentsOf: utf8)
      return true
    }
    if !isPlain { escape(text) }
  }

  /// Whether it stands for itself: nearly all text is of such.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
    default: byte >= 0x20 && byte < 0x7F
    }
  }

  private mutating func escape(_ text: String) {
    var isAfterEmoji = false
    for scalar in text.withoutEscapeSequences.unicodeScalars {
      defer { isAfterEmoji = scalar.value > 0x7F && (scalar.properties.isEmoji || scalar == "\u{FE0F}") }
      switch scalar {
      // Joins emoji to one picture; elsewhere it would only be unseen.
      case "\u{200D}" where isAfterEmoji: bytes.append(contentsOf: "\u{200D}".utf8)
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
    default: bytes.append(contentsOf: String(scalar).utf8)
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
