import Testing
import Watch

@testable import Terminal

@Suite struct StatusTableTests {
  private static let now = Timestamp(seconds: 1_767_323_045)

  /// A container that is so, since so many seconds.
  private func row(
    _ name: String, _ state: ContainerState? = .running, health: Health = .none, since: Int64 = 7200, exit: ExitOutcome? = nil,
    code: Int? = 1, restarts: Int = 0, flapping: Bool = false, looping: Bool = false, alerts: [FiringAlert] = []
  ) -> StatusRow {
    let lastExit = exit.map { ContainerView.LastExit(code: code, time: Self.now, outcome: $0) }
    let present = state.map { state in
      ContainerView.Present(
        id: ContainerID("abc"), image: "box", composeProject: "", composeService: "", restartPolicy: .always, labels: [], state: state,
        stateSince: Self.now.advanced(by: -since * 1_000_000_000), health: health, failingStreak: 0, healthOutput: nil, startedAt: nil,
        retriesUsed: 0, restartDelaySeconds: 0, lastExit: lastExit)
    }
    let view = ContainerView(
      name: ContainerName(name), present: present, counters: .init(), hasHealthcheck: health != .none, isFlapping: flapping,
      isCrashLooping: looping)
    return StatusRow(view: view, restarts: restarts, alerts: alerts)
  }

  private func lines(_ rows: [StatusRow], width: Int? = nil, showsStyle: Bool = false) -> [String] {
    StatusTable.lines(rows, at: Self.now, width: width, showsStyle: showsStyle)
  }

  @Test func tableSaysStateHealthSinceRestartsAndLastExit() {
    let table = lines([
      row("web", health: .healthy, since: 59), row("db", .restarting, since: 3, exit: .restarted, code: 137, restarts: 12),
      row("job", .exited, exit: .completed, code: 0), row("gone", nil),
    ])
    #expect(
      table == [
        "NAME  STATE       HEALTH   SINCE  RESTARTS 24H  LAST EXIT",
        "db    restarting  -        3 s              12  137 restarted",
        "web   running     healthy  59 s              0  -",
        "job   exited      -        2 h               0  0 completed",
        "gone  removed                                0",
      ])
  }

  @Test func theWorstComesFirst() {
    let rows = [
      row("fine"), row("also-fine", health: .healthy), row("done", .exited, exit: .completed, code: 0), row("gone", nil),
      row("failed", .exited, exit: .failed), row("used-up", .exited, exit: .exhausted), row("sick", health: .unhealthy),
      row("starting", health: .starting), row("paused", .paused), row("looping", looping: true), row("flapping", flapping: true),
      row("stopped", .exited, exit: .stopped, code: 143),
      row("alerted", alerts: [FiringAlert(name: "ContainerOOMKilled", severity: "warning")]),
      row("odd", .exited, exit: .unknown), row("started-again", exit: .exhausted),
    ]
    #expect(
      StatusTable.sorted(rows.reversed()).map(\.row) == [
        "looping", "sick", "used-up", "alerted", "failed", "flapping", "odd", "paused", "starting", "also-fine", "fine", "started-again",
        "done", "stopped", "gone",
      ])
  }

  @Test func alertsColumnIsThereOnlyWhenThereIsSomethingToSay() {
    #expect(!lines([row("web")])[0].contains("ALERTS"))
    let table = lines([
      row("web", looping: true), row("db", flapping: true, alerts: [FiringAlert(name: "ContainerHealthFlapping", severity: "warning")]),
    ])
    #expect(table[0].hasSuffix("LAST EXIT  ALERTS"))
    #expect(table[1].hasSuffix("-          crash looping"))
    #expect(table[2].hasSuffix("-          HealthFlapping"))
  }

  @Test(arguments: [80, 100, 60, 72]) func longNamesAreCutToTheTerminal(width: Int) {
    let table = lines(
      [
        row(
          String(repeating: "very-long-name-", count: 20), .restarting, health: .unhealthy, exit: .restartCancelled, code: 137,
          restarts: 100),
        row("データベース-データベース-データベース-データベース", .running, health: .healthy),
      ], width: width)
    for line in table { #expect(DisplayWidth.of(line) <= max(width, 71), "\(line)") }
    #expect(table[1].contains("…"))
  }

  @Test func whatFitsIntoEightyColumnsIsNotCut() {
    let table = lines([row("shop-web-1", .restarting, health: .unhealthy, exit: .restartCancelled, code: 137, restarts: 3)], width: 80)
    #expect(table.allSatisfy { DisplayWidth.of($0) <= 80 && !$0.contains("…") }, "\(table)")
  }

  @Test func whatFiresIsReadInEightyColumns() {
    let table = lines(
      [
        row(
          "media-transcode-1", exit: .exhausted, code: 2, restarts: 3,
          alerts: [FiringAlert(name: "ContainerRestartsExhausted", severity: "critical")]),
        row(
          "shop-api-1", .restarting, health: .unhealthy, exit: .restarted, code: 1, restarts: 18,
          alerts: [FiringAlert(name: "ContainerCrashLooping", severity: "critical")]),
      ], width: 80)
    #expect(table.contains { $0.hasPrefix("media-transcode-1  ") && $0.hasSuffix("RestartsExhaus…") }, "\(table)")
    #expect(table.contains { $0.hasPrefix("shop-api-1  ") && $0.hasSuffix("CrashLooping") }, "\(table)")
    #expect(table.allSatisfy { DisplayWidth.of($0) <= 80 })
  }

  @Test(arguments: [
    (["CrashLooping"], "CrashLooping"), (["CrashLooping", "OOMKilled"], "CrashLooping +1"),
    (["RestartsExhausted", "HealthFlapping", "OOMKilled"], "RestartsExh… +2"), (["Exited", "OOMKilled", "NotRestored"], "Exited +2"),
  ])
  func noneOfManyAlertsIsLostInEightyColumns(_ names: [String], _ shown: String) {
    let alerts = names.map { FiringAlert(name: "Container\($0)", severity: "critical") }
    let rows = [row("media-transcode-1", .restarting, health: .unhealthy, exit: .restartFailed, code: 137, restarts: 18, alerts: alerts)]
    let table = lines(rows, width: 80)
    #expect(table[1].hasSuffix("  " + shown), "\(table)")
    #expect(DisplayWidth.of(table[1]) <= 80)
    #expect(lines(rows)[1].hasSuffix(names.joined(separator: ", ")), "whole where there is room")
  }

  @Test func numbersInNamesAreSortedAsNumbers() {
    #expect(
      StatusTable.sorted([row("service10"), row("service2"), row("service2b")]).map(\.row) == [
        "service2", "service2b", "service10",
      ])
  }

  @Test func namesKeepTheirEndsWhereThereIsLittleRoom() {
    let names = (1...3).map { "warehouse-notifications-worker-\($0)" }
    let table = lines(
      names.map {
        row($0, health: .unhealthy, exit: .restarted, code: 137, alerts: [FiringAlert(name: "ContainerUnhealthy", severity: "critical")])
      },
      width: 80)
    #expect(table[0].contains("  RST  "))
    for (line, number) in zip(table.dropFirst(), 1...3) {
      #expect(line.hasPrefix("warehouse-") && line.contains("…") && line.contains("worker-\(number)  "), "\(line)")
      #expect(DisplayWidth.of(line) <= 80)
    }
  }

  @Test func columnsStandUnderTheirTitlesWithWideNames() {
    let table = lines([row("データ"), row("web"), row("u\u{308}ber"), row("🐳")])
    let columns = table.dropFirst().map { line in line.firstRange(of: "running").map { DisplayWidth.of(String(line[..<$0.lowerBound])) } }
    #expect(Set(columns) == [8])
  }

  @Test func hostileNamesCannotMoveTheCursor() {
    let table = lines([row("a\u{1B}[2J\nb\u{202E}c\u{7}", alerts: [FiringAlert(name: "\u{1B}[31mred", severity: "critical")])])
    #expect(table.count == 2)
    #expect(table.joined().unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0x202E }, "\(table)")
  }

  @Test func outputThatIsNoTerminalHasNoEscapes() {
    let rows = [row("web", health: .unhealthy, restarts: 3, looping: true)]
    #expect(!lines(rows).joined().contains("\u{1B}"))
    let styled = lines(rows, width: 80, showsStyle: true)
    #expect(styled[1].contains("\u{1B}[31munhealthy\u{1B}[0m"))
    #expect(styled[0].hasPrefix("\u{1B}[1mNAME\u{1B}[0m  "))
  }

  @Test func coloursDoNotChangeWhatIsWhere() {
    let rows = [row("web", health: .unhealthy, restarts: 3, looping: true), row("db", .exited, exit: .failed)]
    let bare = lines(rows, width: 80, showsStyle: true).map { $0.replacing(#/\u{1B}\[[0-9]+m/#, with: "") }
    #expect(bare == lines(rows, width: 80))
  }

  @Test func noContainersAreSaidToBeNone() {
    #expect(lines([]) == ["no containers"])
  }

  @Test func clockBehindTheEnginesShowsNoNegativeTime() {
    #expect(lines([row("web", since: -5)])[1].contains("  0 s  "))
  }
}

extension StatusRow {
  fileprivate var row: String { view.name.text }
}
