// The six kinds of value (RFC 8259, 3), as their first byte tells them.

/// What kind of value a JSON value is.
public enum JSONKind: String, Sendable, Hashable {
  case object, array, string, number, bool, null

  /// The kind of value that begins with this byte, if any does.
  init?(firstByte byte: UInt8) {
    switch byte {
    case UInt8(ascii: "{"): self = .object
    case UInt8(ascii: "["): self = .array
    case UInt8(ascii: "\""): self = .string
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): self = .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .bool
    case UInt8(ascii: "n"): self = .null
    default: return nil
    }
  }

  /// With its article, for sentences: `an object`, `a string`, `true or false`.
  public var phrase: String {
    switch self {
    case .object: "an object"
    case .array: "a list"
    case .string: "a string"
    case .number: "a number"
    case .bool: "true or false"
    case .null: "null"
    }
  }
}
