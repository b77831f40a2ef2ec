// Strings, booleans and null.

extension JSONReader {
  /// Reads a string; invalid UTF-8 and lone surrogates become U+FFFD.
  public mutating func string() throws(JSONError) -> String {
    try text().string
  }

  /// Reads a string and leaves it where it stands, to be compared or unescaped later.
  public mutating func text() throws(JSONError) -> JSONText {
    try expect(UInt8(ascii: "\""), .string)
    offset &+= 1
    return try stringAfterQuote()
  }

  /// Reads `true` or `false`.
  public mutating func bool() throws(JSONError) -> Bool {
    guard try kind() == .bool else { throw mismatch(.bool) }
    let isTrue = byte == UInt8(ascii: "t")
    try literal(isTrue ? "true" : "false")
    return isTrue
  }

  /// Moves past `null` if it comes next, and says whether it did.
  public mutating func null() throws(JSONError) -> Bool {
    skipWhitespace()
    guard offset < end, byte == UInt8(ascii: "n") else { return false }
    try literal("null")
    return true
  }

  /// Reads a string, or nil for `null`.
  public mutating func stringOrNull() throws(JSONError) -> String? {
    try null() ? nil : string()
  }

  /// Reads `true` or `false`, or nil for `null`.
  public mutating func boolOrNull() throws(JSONError) -> Bool? {
    try null() ? nil : bool()
  }

  /// Moves past that word; a misspelt one is blamed at its first byte.
  private mutating func literal(_ word: StaticString) throws(JSONError) {
    for index in 0..<word.utf8CodeUnitCount {
      guard offset + index < end else { throw JSONError(offset: end, reason: .unexpectedEnd(.value)) }
      guard base.load(fromByteOffset: offset + index, as: UInt8.self) == word.utf8Start[index] else {
        throw error(.unexpectedByte(byte, .value))
      }
    }
    offset &+= word.utf8CodeUnitCount
  }
}

// MARK: Strings

extension JSONReader {
  /// Reads the rest of a string whose opening quote has been read, and checks the form of its escapes.
  mutating func stringAfterQuote() throws(JSONError) -> JSONText {
    let start = offset
    var hasEscapes = false
    while true {
      offset = firstStringStop(in: base, from: offset, to: end)
      guard offset < end else { throw error(.unexpectedEnd(.closingQuote)) }
      switch byte {
      case UInt8(ascii: "\""):
        let bytes = UnsafeRawBufferPointer(start: base + start, count: offset &- start)
        offset &+= 1
        return JSONText(bytes: bytes.assumingMemoryBound(to: UInt8.self), hasEscapes: hasEscapes)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try escape()
      default:
        throw error(.controlCharacter(byte))
      }
    }
  }

  /// Moves past an escape sequence (RFC 8259, 7).
  private mutating func escape() throws(JSONError) {
    guard offset + 1 < end else {
      offset = end
      throw error(.unexpectedEnd(.closingQuote))
    }
    switch base.load(fromByteOffset: offset + 1, as: UInt8.self) {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
      UInt8(ascii: "r"), UInt8(ascii: "t"):
      offset &+= 2
    case UInt8(ascii: "u"):
      for index in offset + 2..<offset + 6 {
        guard index < end else {
          offset = end
          throw error(.unexpectedEnd(.closingQuote))
        }
        guard hexadecimalDigit(base.load(fromByteOffset: index, as: UInt8.self)) != nil else { throw error(.invalidEscape) }
      }
      offset &+= 6
    default:
      throw error(.invalidEscape)
    }
  }
}
