// Colours, for terminals only (ECMA-48, 8.3.117: SGR).

/// How a cell looks on a terminal that shows colours.
public enum TextStyle: Sendable, Hashable {
  case plain, bold, dim, red, yellow, green

  /// The text between the codes that turn the style on and off.
  func applied(to text: String) -> String {
    guard let code, !text.isEmpty else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  private var code: Int? {
    switch self {
    case .plain: nil
    case .bold: 1
    case .dim: 2
    case .red: 31
    case .yellow: 33
    case .green: 32
    }
  }
}
