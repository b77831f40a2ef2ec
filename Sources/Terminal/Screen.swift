// What a terminal is told while something on it is refreshed (ECMA-48; xterm's private modes).

/// Escape sequences for showing one frame after the other without flicker.
public enum Screen {
  /// Turns to the alternate screen, without cursor and without line wrapping.
  public static let enter = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[H\u{1B}[2J"
  /// Undoes `enter`.
  public static let leave = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

  /// Lines written over what is there, in one piece: nothing is cleared first, so nothing flickers. Lines without room are counted.
  public static func frame(_ lines: [String], height: Int) -> String {
    var shown = lines
    if lines.count > height, height > 1 {
      shown = lines.prefix(height - 1) + ["… \(lines.count - height + 1) more"]
    }
    return "\u{1B}[H" + shown.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J"
  }
}
