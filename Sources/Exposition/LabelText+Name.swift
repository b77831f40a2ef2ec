// What may be the name of a label.

extension LabelText {
  /// Text made a part of a label's name: whatever is not a letter, digit or underscore of ASCII becomes an underscore.
  public static func sanitizedLabelName(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { isNameScalar($0) ? $0 : "_" }))
  }

  private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    default: false
    }
  }
}
