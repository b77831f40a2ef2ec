// How many columns a text takes on a terminal (Unicode Standard Annex 11, East Asian Width; wcwidth(3)).

/// Widths of texts, and texts of a width.
public enum DisplayWidth {
  /// Columns that the text takes; control characters are expected to be gone (`TransitionLine.printable`).
  public static func of(_ text: String) -> Int {
    text.reduce(0) { $0 + of($1) }
  }

  /// The text within so many columns: cut between characters, with `…` at its end when something was left out.
  public static func cut(_ text: String, to columns: Int) -> String {
    guard of(text) > columns else { return text }
    guard columns > 0 else { return "" }
    var kept = ""
    var left = columns - 1
    for character in text {
      left -= of(character)
      guard left >= 0 else { break }
      kept.append(character)
    }
    return kept + "…"
  }

  /// The text within so many columns: with `…` in its middle when something was left out there.
  public static func cutInside(_ text: String, to columns: Int) -> String {
    guard of(text) > columns, columns > 4 else { return cut(text, to: columns) }
    let head = cut(text, to: columns / 2 + 1)
    var (tail, left) = ("", columns - of(head))
    for character in text.reversed() {
      left -= of(character)
      guard left >= 0 else { break }
      tail.append(character)
    }
    return head + String(tail.reversed())
  }

  private static func of(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    if scalars.contains(where: isWide) { return 2 }
    if scalars.count > 1, scalars.contains("\u{FE0F}") { return 2 }
    return min(2, scalars.count { !isZero($0) })
  }

  private static func isZero(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: true
    default: false
    }
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x1100 else { return false }
    return scalar.properties.isEmojiPresentation || wide.contains { $0.contains(scalar.value) }
  }

  /// The blocks whose characters are wide or full width.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF, 0x20000...0x3FFFD,
  ]
}
