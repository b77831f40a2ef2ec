// Why reading stopped, and at which byte.

/// What was wrong with a JSON text, or with what it holds.
public struct JSONError: Error, Sendable, Hashable {
  /// The byte that was wrong, counted from 0.
  public var offset: Int
  public var reason: Reason

  public init(offset: Int, reason: Reason) {
    self.offset = offset
    self.reason = reason
  }

  /// Line and column of the error in the text that was read.
  public func position(in bytes: UnsafeRawBufferPointer) -> JSONPosition {
    JSONPosition(offset: offset, in: bytes)
  }

  public enum Reason: Sendable, Hashable {
    /// The text ends where this was expected.
    case unexpectedEnd(Expectation)
    /// This byte stands where that was expected.
    case unexpectedByte(UInt8, Expectation)
    /// Valid JSON, but another kind of value than asked for.
    case wrongKind(JSONKind, wanted: JSONKind)
    /// A backslash before something that is no escape (RFC 8259, 7).
    case invalidEscape
    /// A control character inside a string, unescaped.
    case controlCharacter(UInt8)
    /// Not a number (RFC 8259, 6): a leading zero, a lone minus, no digit after the point.
    case invalidNumber
    /// A whole number was asked for, and it has a fraction or an exponent.
    case notAnInteger
    /// A number too large for the type asked for.
    case numberOutOfRange
    /// Objects and arrays nested deeper than the reader follows.
    case tooDeep
    /// Something follows the value.
    case trailingBytes
    /// The decoder's own complaint.
    case rejected(String)
  }

  /// What could have stood there.
  public enum Expectation: Sendable, Hashable {
    case value, key, colon
    /// The end of a string.
    case closingQuote
    case keyOrClosingBrace, commaOrClosingBrace, valueOrClosingBracket, commaOrClosingBracket
    case digit
  }
}

extension JSONError: CustomStringConvertible {
  public var description: String { "\(reason) at byte \(offset)" }
}

extension JSONError.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unexpectedEnd(let expected): "the text ends where \(expected) was expected"
    case .unexpectedByte(let byte, let expected): "unexpected \(Self.name(of: byte)) where \(expected) was expected"
    case .wrongKind(let found, let wanted): "\(found.phrase) where \(wanted.phrase) was expected"
    case .invalidEscape: "a backslash that begins no escape sequence"
    case .controlCharacter(let byte): "unescaped \(Self.name(of: byte)) inside a string"
    case .invalidNumber: "not a number"
    case .notAnInteger: "not a whole number"
    case .numberOutOfRange: "a number that is too large"
    case .tooDeep: "nested too deeply"
    case .trailingBytes: "something after the end of the value"
    case .rejected(let complaint): complaint
    }
  }

  /// A byte for people: the character where it can be printed, else its number.
  static func name(of byte: UInt8) -> String {
    switch byte {
    case 0x0A: "line break"
    case 0x09: "tab"
    case 0x21...0x7E: "\"\(Character(Unicode.Scalar(byte)))\""
    case 0x20: "space"
    default: "byte 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
  }
}

extension JSONError.Expectation: CustomStringConvertible {
  public var description: String {
    switch self {
    case .value: "a value"
    case .key: "a key in double quotes"
    case .colon: "\":\""
    case .closingQuote: "the closing quote of a string"
    case .keyOrClosingBrace: "a key in double quotes or \"}\""
    case .valueOrClosingBracket: "a value or \"]\""
    case .commaOrClosingBrace: "\",\" or \"}\""
    case .commaOrClosingBracket: "\",\" or \"]\""
    case .digit: "a digit"
    }
  }
}
