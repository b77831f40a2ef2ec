import Testing
import Watch

@Suite struct EscapeSequenceTests {
  private static let esc = "\u{1B}"

  @Test(arguments: [
    ("\(esc)[31mred\(esc)[0m", "red"), ("\(esc)[1;38;5;208mbold\(esc)[m", "bold"), ("a\(esc)[2J\(esc)[?25lb", "ab"),
    ("\(esc)[ q|", "|"), ("\(esc)[1 q|", "|"), ("\u{9B}31mred", "red"),
    ("\(esc)]0;a title\u{7}text", "text"), ("\(esc)]8;;http://x\(esc)\\link\(esc)]8;;\(esc)\\", "link"),
    ("\u{9D}0;title\u{9C}text", "text"),
    ("\(esc)Pq#0;2;0;0;0\(esc)\\text", "text"), ("\(esc)_app\(esc)\\text", "text"), ("\(esc)^private\u{9C}text", "text"),
    ("\(esc)(Btext", "text"), ("\(esc)7a\(esc)8b", "ab"), ("\(esc)=text", "text"), ("\(esc)c", ""), ("\(esc)#8text", "text"),
  ])
  func wholeSequencesGo(_ text: String, _ kept: String) {
    #expect(text.withoutEscapeSequences == kept)
  }

  @Test(arguments: ["[31m", "a[0m", "]0;title", "(B", "plain", "", "über\u{A0}数据库 👩‍👩‍👧", "e\u{301}\r\n\ttab", "\u{7}bell \u{9C}"])
  func whatIsNoneStaysAsItIs(_ text: String) {
    #expect(text.withoutEscapeSequences == text)
  }

  @Test(arguments: [
    ("end\(esc)", "end"), ("end\(esc)[", "end"), ("end\(esc)[31", "end"), ("end\(esc)[3 ", "end"), ("end\(esc)(", "end("),
    ("\(esc)[31\nnext", "\nnext"), ("\(esc)[31ünext", "ünext"), ("\(esc)\nnext", "\nnext"), ("\(esc)ünext", "ünext"),
    ("\(esc)[3\(esc)[31mred", "red"), ("\(esc)\(esc)[31mred", "red"),
  ])
  func oneThatIsBrokenOffTakesNothingOfWhatFollows(_ text: String, _ kept: String) {
    #expect(text.withoutEscapeSequences == kept)
  }

  @Test(arguments: [
    ("\(esc)]0;title", "0;title"), ("\(esc)]0;title\nnext", "0;title\nnext"), ("\(esc)]0;title\(esc)[31mred", "0;titlered"),
    ("\(esc)Prest of it", "rest of it"),
  ])
  func stringThatNothingEndsHidesNothing(_ text: String, _ kept: String) {
    #expect(text.withoutEscapeSequences == kept)
  }

  @Test func nothingOfATerminalsLanguageIsLeftWhateverTheOrder() {
    let parts = ["\(Self.esc)", "[", "]", "3", ";", "m", "\u{7}", "\\", "P", " ", "\u{9B}", "\u{9C}", "x", "\n"]
    var text = ""
    // Each part behind each other, two steps apart, so that every pair and many triples stand in it.
    for step in 1..<parts.count { for index in parts.indices { text += parts[index] + parts[(index + step) % parts.count] } }
    let kept = text.withoutEscapeSequences
    #expect(!kept.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{9B}" })
    #expect(kept.withoutEscapeSequences == kept)
  }
}
