// Labels as they stand between the braces of a sample.

/// Labels rendered once, to be used by many samples: `name="web",image="nginx"`.
public struct LabelText: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  public private(set) var bytes: [UInt8] = []

  /// No labels.
  public static let none = LabelText()

  public init() {}

  /// Labels in the order given.
  public init(dictionaryLiteral labels: (String, String)...) {
    for (name, value) in labels { append(name, value) }
  }

  /// Adds a label. The name must be one by the format's rules (see `sanitizedLabelName`).
  public mutating func append(_ name: String, _ value: String) {
    if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
    LabelText.append(name, value, to: &bytes)
  }

  /// Adds a label whose value is bytes of anything: what is no UTF-8 becomes U+FFFD.
  public mutating func append(_ name: String, utf8 value: some Collection<UInt8>) {
    append(name, String(decoding: value, as: UTF8.self))
  }

  static func append(_ name: String, _ value: String, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: name.utf8)
    bytes.append(UInt8(ascii: "="))
    bytes.append(UInt8(ascii: "\""))
    appendEscaped(value, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends a label's value, escaped as both formats want it (backslash, quote, line feed).
  private static func appendEscaped(_ value: String, to bytes: inout [UInt8]) {
    var value = value
    value.withUTF8 { utf8 in
      guard utf8.contains(where: needsEscape) else {
        bytes.append(contentsOf: utf8)
        return
      }
      for byte in utf8 {
        guard needsEscape(byte) else {
          bytes.append(byte)
          continue
        }
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte == UInt8(ascii: "\n") ? UInt8(ascii: "n") : byte)
      }
    }
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
  }
}
