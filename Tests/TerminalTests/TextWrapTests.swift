import Testing

@testable import Terminal

@Suite struct TextWrapTests {
  @Test(arguments: [
    ("one two three", 80, 4, ["one two three"]), ("one two three", 8, 2, ["one two", "  three"]), ("one two", 7, 2, ["one two"]),
    ("abcdefghij", 4, 1, ["abcd", " efg", " hij"]), ("a abcdefgh", 4, 1, ["a", " abc", " def", " gh"]), ("", 10, 2, [""]),
    ("データ ベース", 6, 2, ["データ", "  ベー", "  ス"]), ("  web  up", 80, 2, ["  web  up"]),
    ("abcdefghi j", 7, 2, ["abcdefg", "  hi j"]), ("  abcdefgh ij", 6, 2, ["  abcd", "  efgh", "  ij"]),
  ])
  func linesBreakBetweenWordsAndLongWordsInside(_ text: String, _ width: Int, _ indent: Int, _ lines: [String]) {
    #expect(TextWrap.lines(text, width: width, indent: indent) == lines)
  }

  @Test func noLineIsWiderThanAsked() {
    let text = "2026-01-02T03:04:05Z  データベース-データベース  exited 1 after 3 s, " + String(repeating: "x🐳漢", count: 60)
    for width in 24...120 {
      let lines = TextWrap.lines(text, width: width, indent: 22)
      #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "\(width)")
      #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
    }
  }
}
