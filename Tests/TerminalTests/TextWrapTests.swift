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

  @Test(arguments: [
    ("ran for 0.1 s, twice", 12, ["ran for", "0.1 s, twice"]), ("limit 256 MiB)", 10, ["limit", "256 MiB)"]),
    ("after 3 h: gone", 8, ["after", "3 h:", "gone"]), ("exited 137 after", 9, ["exited", "137 after"]),
    ("web-1 s", 6, ["web-1", "s"]), ("1. step", 5, ["1.", "step"]), ("12 sheep", 5, ["12", "sheep"]),
  ])
  func numberAndItsUnitStayTogether(_ text: String, _ width: Int, _ lines: [String]) {
    #expect(TextWrap.lines(text, width: width, indent: 0) == lines)
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
