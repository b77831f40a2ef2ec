import Testing

@testable import Terminal

@Suite struct ScreenTests {
  @Test func frameOverwritesLineByLineAndClearsOnlyWhatIsLeft() {
    #expect(Screen.frame(["one", "two"], height: 24) == "\u{1B}[Hone\u{1B}[K\r\ntwo\u{1B}[K\u{1B}[J")
  }

  @Test func frameNeverScrollsTheTerminal() {
    let frame = Screen.frame((1...30).map { "line \($0)" }, height: 10)
    #expect(frame.split(separator: "\r\n", omittingEmptySubsequences: false).count == 10)
    #expect(frame.contains("line 9\u{1B}[K\r\n… 21 more\u{1B}[K\u{1B}[J"))
    #expect(!frame.contains("line 10"))
  }

  @Test func leavingUndoesWhatEnteringDid() {
    for mode in ["?1049", "?25", "?7"] {
      #expect(Screen.enter.contains("\u{1B}[\(mode)") && Screen.leave.contains("\u{1B}[\(mode)"))
    }
  }
}
