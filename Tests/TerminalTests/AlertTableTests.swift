import Testing
import Watch

@testable import Terminal

@Suite struct AlertTableTests {
  private let now = Timestamp(seconds: 1_767_323_045)

  private func row(_ name: String, _ summary: String, muted: Bool = false) -> AlertRow {
    AlertRow(
      severity: "critical", alertname: "ContainerRestartsExhausted", name: name, since: now.advanced(by: -300_000_000_000),
      summary: summary,
      isMuted: muted)
  }

  private let long = "shop/web-1 is unhealthy: 3 probes failed, last said \"curl: (7) Failed to connect to localhost port 8080\""

  @Test func whatHasRoomIsATableOfOneLineEach() {
    let lines = AlertTable.lines([row("web", "web failed"), row("", "it is muted", muted: true)], at: now, width: 80, showsStyle: false)
    #expect(
      lines == [
        "SEVERITY  ALERT                       NAME  SINCE  SUMMARY",
        "critical  ContainerRestartsExhausted  web   5 min  web failed",
        "critical  ContainerRestartsExhausted  -     5 min  (muted) it is muted",
      ])
  }

  @Test func whereThereIsLittleRoomTheSummaryComesBelowWhole() {
    let lines = AlertTable.lines([row("shop-web-1", long)], at: now, width: 80, showsStyle: false)
    #expect(
      lines == [
        "SEVERITY  ALERT                       NAME        SINCE",
        "critical  ContainerRestartsExhausted  shop-web-1  5 min",
        "  shop/web-1 is unhealthy: 3 probes failed, last said \"curl: (7) Failed to",
        "  connect to localhost port 8080\"",
      ])
  }

  @Test(arguments: [60, 80, 100]) func noLineIsWiderThanTheTerminal(_ width: Int) {
    let name = "データベース-" + String(repeating: "very-long-", count: 12)
    let lines = AlertTable.lines([row(name, name + long), row("🐳", long)], at: now, width: width, showsStyle: false)
    #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "\(lines)")
    // What fires is not cut for the sake of a long name.
    #expect(width < 80 || lines[1].contains("ContainerRestartsExhausted  データ"), "\(lines)")
  }

  @Test func pipesGetEverythingOnOneLine() {
    #expect(AlertTable.lines([row("web", long)], at: now, width: nil, showsStyle: false).last?.hasSuffix(long) == true)
  }
}
