// In what a receiver counts the length of a text.

/// The unit of a receiver's limit.
enum LengthUnit {
  /// Bytes of UTF-8.
  case utf8
  /// Units of UTF-16: never fewer than code points or what people see, so right for every receiver that only says "characters".
  case utf16

  func count(_ text: some StringProtocol) -> Int {
    switch self {
    case .utf8: text.utf8.count
    case .utf16: text.utf16.count
    }
  }
}
