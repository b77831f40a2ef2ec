import Testing
import Watch

@testable import Terminal

@Suite struct TransitionLineTests {
  private func line(_ kind: Transition.Kind, name: String? = "web", inferred: Bool = false) -> String {
    TransitionLine.text(
      Transition(
        sequence: 1, time: Timestamp(nanoseconds: 1_767_323_045_987_654_321), name: name.map { ContainerName($0) }, id: ContainerID("abc"),
        kind: kind, isInferred: inferred))
  }

  private func exit(
    _ outcome: ExitOutcome, _ code: Int? = 1, signal: Int? = nil, oom: Bool = false, ran: Double? = 3, delay: Double? = nil
  ) -> Transition.Kind {
    .exit(Exit(outcome: outcome, exitCode: code, signal: signal, oom: oom, ranForSeconds: ran, restartDelaySeconds: delay))
  }

  private static let time = "2026-01-02T03:04:05Z"

  @Test func eachKindHasItsWords() {
    let words: [(Transition.Kind, String)] = [
      (.created, "created"), (.removed, "removed"), (.paused, "paused"), (.unpaused, "unpaused"),
      (.start(.new), "started for the first time"), (.start(.policy), "started again by its restart policy"),
      (.start(.manual), "started by a person or a tool"), (.start(.engine), "started by the engine at its boot"),
      (.start(.unknown), "started, nobody can say why"),
      (.startFailed(error: "no such file", exitCode: 127), "could not be started (exit code 127): no such file"),
      (.startFailed(error: "no such file", exitCode: nil), "could not be started: no such file"),
      (.health(HealthChange(from: .starting, to: .healthy)), "healthy (was starting)"),
      (
        .health(HealthChange(from: .healthy, to: .unhealthy, failingStreak: 3, output: "refused\n")),
        #"unhealthy (was healthy), 3 probes failed in a row, last said "refused""#
      ),
      (.health(HealthChange(from: .healthy, to: .unhealthy, failingStreak: 1)), "unhealthy (was healthy), 1 probe failed in a row"),
      (.health(HealthChange(from: .healthy, to: .unhealthy, failingStreak: 0, output: "ok")), "unhealthy (was healthy)"),
      (.renamed(oldName: ContainerName("old")), "renamed from old"),
    ]
    for (kind, expected) in words { #expect(line(kind) == "\(Self.time)  web  \(expected)") }
  }

  @Test func eachOutcomeHasItsWords() {
    let words: [(Transition.Kind, String)] = [
      (exit(.engineShutdown, 143, ran: 10_800), "exited 143 after 3 h, taken down by the engine"),
      (exit(.stopped, 137, signal: 15, ran: 10_800), "exited 137 after 3 h, stopped by SIGTERM through the API"),
      (exit(.stopped, 0), "exited 0 after 3 s, stopped through the API"),
      (exit(.restarted, 1, delay: 0.2), "exited 1 after 3 s, brought back by its restart policy after a back-off of 0.2 s"),
      (exit(.restarted), "exited 1 after 3 s, brought back by its restart policy"),
      (exit(.restartFailed), "exited 1 after 3 s, and its restart failed: Docker has given up"),
      (exit(.exhausted), "exited 1 after 3 s, used up its retries: Docker has given up"),
      (exit(.failed, ran: 0.099), "exited 1 after less than 0.1 s, failed; its policy leaves it"),
      (exit(.failed, ran: 0.1), "exited 1 after 0.1 s, failed; its policy leaves it"),
      (
        exit(.restartCancelled, 5, signal: 1),
        "exited 5 after 3 s, not restarted: SIGHUP sent earlier had cancelled its restart policy"
      ),
      (exit(.restartCancelled), "exited 1 after 3 s, not restarted: a signal sent earlier had cancelled its restart policy"),
      (exit(.completed, 0), "exited 0 after 3 s, completed"),
      (exit(.failed, 137, oom: true), "exited 137 after 3 s, killed for memory, failed; its policy leaves it"),
      (exit(.unknown, nil, ran: nil), "exited, nobody can say why"),
    ]
    for (kind, expected) in words { #expect(line(kind) == "\(Self.time)  web  \(expected)") }
    #expect(Set(words.compactMap { if case .exit(let exit) = $0.0 { exit.outcome } else { nil } }) == Set(ExitOutcome.allCases))
  }

  @Test func gapsTellTheirLengthAndCause() {
    let causes: [(GapCause, String)] = [
      (.streamLost, "the event stream was lost"), (.engineRestarted, "the engine restarted"), (.daemonStopped, "dogwatch was not running"),
    ]
    for (cause, words) in causes {
      let gap = Gap(start: Timestamp(seconds: 1_767_323_000), end: Timestamp(seconds: 1_767_323_045), cause: cause)
      #expect(line(.gap(gap), name: nil) == "\(Self.time)  engine  not seen for 45 s since 2026-01-02T03:03:20Z: \(words)")
    }
  }

  @Test func whatWasFoundAfterwardsIsMarked() {
    #expect(line(.paused, inferred: true) == "\(Self.time)  web  paused (found afterwards, not seen)")
  }

  @Test func lengthsAreReadable() {
    let lengths: [(Double, String)] = [
      (-1, "0 s"), (0, "0 s"), (0.04, "0 s"), (0.44, "0.4 s"), (0.68, "0.6 s"), (3, "3 s"), (9.99, "9.9 s"), (10, "10 s"), (119.6, "119 s"),
      (120, "2 min"),
      (7199, "119 min"), (7200, "2 h"), (172_799, "47 h"), (172_800, "2 d"), (1e300, "1000000 d"),
    ]
    for (seconds, expected) in lengths { #expect(TransitionLine.length(seconds) == expected) }
  }

  @Test(arguments: [
    "two\nlines", "carriage\rreturn", "\u{1B}[31mred\u{1B}[0m", "bell\u{7}", "\u{9B}31m", "nul\0", "\u{202E}gnp.exe",
    "\u{2066}isolated\u{2069}",
    "\u{200F}mark", "\u{2028}separator\u{2029}", "\u{85}next line", "\u{FEFF}mark", "\u{E000}private", "delete\u{7F}",
    String(repeating: "long", count: 5000), String(repeating: "\u{301}", count: 5000),
  ]) func hostileTextComesOutOnOneHarmlessLine(_ text: String) {
    let kinds: [Transition.Kind] = [
      .startFailed(error: text, exitCode: nil), .health(HealthChange(from: .healthy, to: .unhealthy, output: text)),
      .renamed(oldName: ContainerName(text)), .paused,
    ]
    for kind in kinds {
      let line = line(kind, name: text)
      #expect(line.utf8.count < 1500)
      for scalar in line.unicodeScalars {
        let category = scalar.properties.generalCategory
        #expect(![.control, .format, .lineSeparator, .paragraphSeparator, .privateUse].contains(category), "\(scalar.value) in \(line)")
      }
    }
  }

  @Test func coloursOfAProbeLeaveNoTrace() {
    #expect(
      line(.health(HealthChange(from: .healthy, to: .unhealthy, output: "\u{1B}[1;31mFAIL\u{1B}[0m \u{1B}]0;probe\u{7}[31m"))).hasSuffix(
        #"last said "FAIL [31m""#))
  }

  @Test func whatPeopleWriteStaysAsItIs() {
    for text in ["über-straße", "数据库", "שלום", "a b"] { #expect(TransitionLine.printable(text) == text) }
  }
}
