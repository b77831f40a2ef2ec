// Other people's text made fit to be read by people: probe output, the engine's errors.

/// Text from outside, cleaned and cut.
enum PlainText {
  /// One line without control characters, terminal colours and marks that turn the direction of writing; white space in it becomes one space.
  static func line(_ text: String, atMost limit: Int) -> String {
    isPlain(text) ? cut(text, atMost: limit) : cut(cleaned(text), atMost: limit)
  }

  /// Whether there is nothing to clean: most text is printable ASCII with single spaces inside.
  private static func isPlain(_ text: String) -> Bool {
    var last = UInt8(ascii: " ")
    for byte in text.utf8 {
      guard (0x20...0x7E).contains(byte), byte != UInt8(ascii: " ") || last != UInt8(ascii: " ") else { return false }
      last = byte
    }
    return last != UInt8(ascii: " ")
  }

  private static func cleaned(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var owesSpace = false
    for scalar in text.withoutEscapeSequences.unicodeScalars {
      if scalar.properties.isWhitespace || isControl(scalar) {
        owesSpace = owesSpace || isSpace(scalar)
        continue
      }
      if owesSpace, !result.isEmpty { result.append(" ") }
      owesSpace = false
      result.append(scalar)
    }
    return String(result)
  }

  /// At most so many characters, the last of them an ellipsis if some are missing.
  static func cut(_ text: String, atMost limit: Int) -> String {
    // No character is shorter than a byte.
    if text.utf8.count <= limit { return text }
    guard let end = text.index(text.startIndex, offsetBy: limit, limitedBy: text.endIndex), end < text.endIndex else { return text }
    return text[..<text.index(before: end)] + "…"
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    // Bidirectional marks are of category format; so are joiners, which emoji need.
    case .control, .surrogate, .unassigned, .privateUse: true
    case .format: scalar.properties.isBidiControl
    default: false
    }
  }
}
