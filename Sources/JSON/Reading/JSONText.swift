// A string of a JSON text where it stands: compared and searched without being copied.

/// A string or key still in the bytes that are being read; valid only as long as they are.
public struct JSONText {
  /// The bytes between the quotes, escapes and all.
  public let bytes: UnsafeBufferPointer<UInt8>
  /// Whether a backslash is among them; without, `bytes` are the string itself.
  public let hasEscapes: Bool

  @inline(__always)
  init(bytes: UnsafeBufferPointer<UInt8>, hasEscapes: Bool) {
    self.bytes = bytes
    self.hasEscapes = hasEscapes
  }

  /// The string, unescaped; invalid UTF-8 and lone surrogates become U+FFFD.
  public var string: String {
    hasEscapes ? unescaped() : String(decoding: bytes, as: UTF8.self)
  }

  /// The whole number that the string spells (`"137"`), nil when it spells none or it does not fit.
  public var int64: Int64? {
    hasEscapes ? Int64(unescaped()) : wholeNumber(of: bytes)
  }

  /// Whether the string is that one.
  @inlinable
  public static func == (text: JSONText, literal: StaticString) -> Bool {
    if text.hasEscapes { return text.unescapedEquals(literal) }
    return text.bytes.count == literal.utf8CodeUnitCount && text.begins(with: literal)
  }

  /// Lets `switch` compare a key or string with literals.
  @inlinable
  public static func ~= (literal: StaticString, text: JSONText) -> Bool {
    text == literal
  }

  /// Whether the string begins with that one.
  public func hasPrefix(_ literal: StaticString) -> Bool {
    if hasEscapes { return unescaped().hasPrefix(literal.description) }
    return bytes.count >= literal.utf8CodeUnitCount && begins(with: literal)
  }

  /// Compares the first bytes; there must be as many as the literal has.
  @usableFromInline
  func begins(with literal: StaticString) -> Bool {
    guard let base = bytes.baseAddress else { return literal.utf8CodeUnitCount == 0 }
    return sameBytes(base, literal.utf8Start, count: literal.utf8CodeUnitCount)
  }

  @usableFromInline
  func unescapedEquals(_ literal: StaticString) -> Bool {
    unescaped() == literal.description
  }
}
