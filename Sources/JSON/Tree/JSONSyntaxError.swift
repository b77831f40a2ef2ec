// A syntax error in a sentence for the person who wrote the text, with what they probably meant.

/// The first thing wrong with a JSON text.
public struct JSONSyntaxError: Error, Sendable, Hashable {
  public var position: JSONPosition
  /// What is wrong, and what to do, without the position.
  public var message: String

  public init(position: JSONPosition, message: String) {
    self.position = position
    self.message = message
  }

  /// Puts a reader's error into words by a look at the text around it.
  init(_ error: JSONError, in bytes: UnsafeRawBufferPointer) {
    let site = ErrorSite(error: error, bytes: bytes)
    let offset = site.blamedOffset
    self.init(position: JSONPosition(offset: offset, in: bytes), message: site.hint ?? error.reason.description)
  }
}

extension JSONSyntaxError: CustomStringConvertible {
  public var description: String { "\(position): \(message)" }
}

/// The place where reading stopped.
private struct ErrorSite {
  let error: JSONError
  let bytes: UnsafeRawBufferPointer

  /// The byte a person should look at: a trailing comma rather than the bracket after it.
  var blamedOffset: Int {
    if let comma = trailingComma { return comma }
    return error.offset
  }

  var hint: String? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return "the text begins with a byte-order mark (save it as UTF-8 without BOM)" }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "the text is UTF-16 (save it as UTF-8)" }
    if bytes.allSatisfy(Self.isWhitespace) { return "there is nothing in it (an empty object is {})" }
    if trailingComma != nil { return "a comma after the last entry (remove it)" }
    switch error.reason {
    case .unexpectedByte(let byte, let expected): return hint(for: byte, where: expected)
    case .unexpectedEnd(let expected): return "the text ends too early: \(expected) is missing"
    case .controlCharacter(0x0A), .controlCharacter(0x0D): return "a string that does not end on its line (is the closing quote missing?)"
    case .controlCharacter(let byte): return "an unescaped \(JSONError.Reason.name(of: byte)) inside a string (write \(Self.escape(byte)))"
    case .invalidEscape: return "a backslash that begins no escape sequence (write \\\\ for a backslash)"
    case .invalidNumber: return "a number cannot begin with 0 (or is a string meant? then put it in double quotes)"
    case .trailingBytes: return hintForTrailingBytes
    default: return nil
    }
  }

  private func hint(for byte: UInt8, where expected: JSONError.Expectation) -> String {
    let beginsKey = expected == .key || expected == .keyOrClosingBrace
    let beginsValue = expected == .value || expected == .valueOrClosingBracket
    switch byte {
    case UInt8(ascii: "/"), UInt8(ascii: "#"):
      return "a comment (JSON has none: remove it)"
    case UInt8(ascii: "'"):
      return "single quotes (JSON wants double quotes)"
    case _ where beginsKey && Self.isWordByte(byte):
      return "a key without quotes (write \"\(word)\")"
    case UInt8(ascii: "=") where expected == .colon:
      return "\"=\" after a key (write \":\")"
    case UInt8(ascii: ",") where beginsKey || beginsValue:
      return "a comma with nothing before it"
    case UInt8(ascii: "\"") where expected == .commaOrClosingBrace || expected == .commaOrClosingBracket,
      UInt8(ascii: "{") where expected == .commaOrClosingBracket, UInt8(ascii: "[") where expected == .commaOrClosingBracket:
      return "a comma is missing before this"
    case _ where beginsValue && Self.isWordByte(byte):
      return (isPlainWord ? "unknown word \"\(word)\"" : "a value without quotes") + " (only true, false and null stand without quotes)"
    default:
      return "unexpected \(character) where \(expected) was expected"
    }
  }

  private var hintForTrailingBytes: String {
    if bytes[error.offset] == UInt8(ascii: "/") || bytes[error.offset] == UInt8(ascii: "#") {
      return "a comment (JSON has none: remove it)"
    }
    return "something follows the end of the text: \(character)"
  }
}

// MARK: A look around

extension ErrorSite {
  /// The comma before the closing bracket at which reading stopped.
  private var trailingComma: Int? {
    guard case .unexpectedByte(let byte, let expected) = error.reason,
      (byte == UInt8(ascii: "}") && expected == .key) || (byte == UInt8(ascii: "]") && expected == .value)
    else { return nil }
    let comma = bytes[..<error.offset].lastIndex { !Self.isWhitespace($0) }
    return comma.flatMap { bytes[$0] == UInt8(ascii: ",") ? $0 : nil }
  }

  /// The word, letters and digits, around the byte at which reading stopped.
  private var word: String {
    let start = bytes[..<error.offset].lastIndex { !Self.isWordByte($0) }.map { $0 + 1 } ?? 0
    let end = bytes[error.offset...].firstIndex { !Self.isWordByte($0) } ?? bytes.count
    return String(decoding: bytes[start..<min(end, start + 64)], as: UTF8.self)
  }

  /// Whether the word may be repeated: anything but a short one of letters may be a secret that lacks its quotes.
  private var isPlainWord: Bool {
    word.utf8.count <= 9 && word.utf8.allSatisfy { ($0 | 0x20) &- UInt8(ascii: "a") < 26 }
  }

  /// The character at which reading stopped, in quotes when it can be printed.
  private var character: String {
    let byte = bytes[error.offset]
    guard byte >= 0x80 else { return JSONError.Reason.name(of: byte) }
    let scalar = String(decoding: bytes[error.offset...].prefix(4), as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}"
    return scalar == "\u{FFFD}" || !scalar.properties.isGraphemeBase ? JSONError.Reason.name(of: byte) : "\"\(scalar)\""
  }

  private static func escape(_ byte: UInt8) -> String {
    byte == 0x09 ? "\\t" : "\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  private static func isWhitespace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte &- UInt8(ascii: "0") <= 9
      || (byte | 0x20) &- UInt8(ascii: "a") < 26
  }
}
