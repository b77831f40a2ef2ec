import Testing

@testable import Terminal

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("web", 3), ("ü", 1), ("u\u{308}", 1), ("データ", 6), ("한국", 4), ("ｗ", 2), ("ﾃﾞ", 2), ("🐳", 2), ("❤\u{FE0F}", 2), ("🇩🇪", 2),
    ("\u{FFFD}", 1), ("€…", 2), ("漢a字", 5), ("\u{20000}", 2),
  ])
  func columnsAreThoseATerminalShows(_ text: String, _ columns: Int) {
    #expect(DisplayWidth.of(text) == columns)
  }

  @Test(arguments: [
    ("web", 3, "web"), ("website", 4, "web…"), ("website", 1, "…"), ("website", 0, ""), ("データベース", 5, "デー…"), ("データベース", 6, "デー…"),
    ("データベース", 12, "データベース"), ("u\u{308}u\u{308}u\u{308}", 2, "u\u{308}…"), ("", 0, ""),
  ])
  func whatIsTooWideIsCutBetweenCharacters(_ text: String, _ columns: Int, _ cut: String) {
    #expect(DisplayWidth.cut(text, to: columns) == cut)
  }

  @Test(arguments: [
    ("web", 3, "web"), ("shop-worker-1", 9, "shop…er-1"), ("shop-worker-1", 4, "sho…"), ("データベース", 9, "デー…ース"), ("データベース", 8, "デー…ス"),
  ])
  func namesAreCutInside(_ text: String, _ columns: Int, _ cut: String) {
    #expect(DisplayWidth.cutInside(text, to: columns) == cut)
  }

  @Test func nothingCutIsEverWiderThanAsked() {
    let text = "a漢u\u{308}🐳字b\u{200D}c한"
    for columns in 0...20 {
      #expect(DisplayWidth.of(DisplayWidth.cut(text, to: columns)) <= columns)
      #expect(DisplayWidth.of(DisplayWidth.cutInside(text, to: columns)) <= columns)
    }
  }
}
