// Header lists with weights: `a/b;version=1;q=0.5, c` (RFC 9110, 12.4.2).

/// The elements of an `Accept` or `Accept-Encoding` header, in their order.
struct WeightedList: Sendable {
  let elements: [Element]

  struct Element: Sendable {
    /// In lower case.
    var value: String
    /// In lower case, without the weight.
    var parameters: [String: String] = [:]
    /// 0 (not wanted) to 1.
    var weight = 1.0
  }

  init(_ header: String) {
    elements = header.lowercased().split(separator: ",").compactMap { Self.element($0) }
  }

  private static func element(_ text: Substring) -> Element? {
    let parts = text.split(separator: ";").map { trim($0) }
    guard let value = parts.first, !value.isEmpty else { return nil }
    var element = Element(value: value)
    for part in parts.dropFirst() {
      let sides = part.split(separator: "=", maxSplits: 1).map { trim($0) }
      guard sides.count == 2 else { continue }
      if sides[0] == "q" {
        element.weight = Double(sides[1]).map { min(max($0, 0), 1) } ?? 1
      } else {
        element.parameters[sides[0]] = sides[1]
      }
    }
    return element
  }

  /// Text without white space and quotes around it.
  private static func trim(_ text: some StringProtocol) -> String {
    func isOuter(_ character: Character) -> Bool { character == " " || character == "\t" || character == "\"" }
    return String(text.drop(while: isOuter).reversed().drop(while: isOuter).reversed())
  }
}
