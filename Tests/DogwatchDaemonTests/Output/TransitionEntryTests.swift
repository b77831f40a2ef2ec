import Foundation
import Testing
import Watch

@testable import DogwatchDaemon
@testable import Systemd

@Suite struct TransitionEntryTests {
  private static let id = ContainerID(String(repeating: "0123456789abcdef", count: 4))

  private static func entry(_ kind: Transition.Kind, evidence: [String] = []) -> JournalEntry {
    JournalEntry(
      Transition(sequence: 7, time: Timestamp(seconds: 1_767_323_045), name: ContainerName("web"), id: id, kind: kind, evidence: evidence))
  }

  private static let kinds: [Transition.Kind] = [
    .created, .removed, .paused, .unpaused, .start(.policy), .startFailed(error: "no such file", exitCode: 127),
    .exit(Exit(outcome: .exhausted, exitCode: 1)), .health(HealthChange(from: .healthy, to: .unhealthy)),
    .renamed(oldName: ContainerName("old")), .gap(Gap(start: Timestamp(seconds: 1), end: Timestamp(seconds: 2), cause: .streamLost)),
  ]

  @Test func exitIsToldWithItsFields() {
    let entry = Self.entry(
      .exit(Exit(outcome: .restarted, exitCode: 137, signal: 9, oom: true, ranForSeconds: 2.5, restartDelaySeconds: 0.1)),
      evidence: ["memory", "always"])
    #expect(
      entry.assignments == [
        "MESSAGE=web: exited 137 after 2.5 s, killed for memory, brought back by its restart policy after a back-off of 0.1 s",
        "PRIORITY=3", "SYSLOG_IDENTIFIER=dogwatch", "MESSAGE_ID=076a1bd4f5304a01a855e8a2df4d457a", "CONTAINER_NAME=web",
        "CONTAINER_ID=0123456789ab", "DOGWATCH_SEQ=7", "DOGWATCH_TIME=2026-01-02T03:04:05.000000000Z", "DOGWATCH_KIND=exit",
        "DOGWATCH_INFERRED=false", "DOGWATCH_EVIDENCE=memory", "DOGWATCH_EVIDENCE=always", "DOGWATCH_OUTCOME=restarted",
        "DOGWATCH_EXIT_CODE=137", "DOGWATCH_SIGNAL=SIGKILL", "DOGWATCH_OOM=true", "DOGWATCH_RAN_FOR_SECONDS=2.5",
        "DOGWATCH_RESTART_DELAY_SECONDS=0.1",
      ])
  }

  /// With an escape in it `journalctl` would show none of it (`[31B blob data]`).
  @Test func coloursOfAProbeLeaveNoTrace() {
    let entry = Self.entry(.health(HealthChange(from: .healthy, to: .unhealthy, output: "\u{1B}[31mHTTP 503\u{1B}[0m")))
    #expect(entry.assignments.contains("DOGWATCH_PROBE_OUTPUT=HTTP 503"))
    #expect(Self.entry(.startFailed(error: "\u{1B}[1mno\u{1B}[m", exitCode: 1)).assignments.contains("DOGWATCH_ERROR=no"))
  }

  /// `docker logs` reads entries with that field as the container's own.
  @Test(arguments: kinds) func theFullIDIsNowhere(_ kind: Transition.Kind) {
    let assignments = Self.entry(kind).assignments
    #expect(!assignments.contains { $0.hasPrefix("CONTAINER_ID_FULL") || $0.contains(Self.id.text) })
    #expect(assignments.contains("CONTAINER_ID=0123456789ab"))
  }

  @Test func whatNeedsAPersonIsAnError() {
    func priority(_ kind: Transition.Kind) -> JournalPriority { Self.entry(kind).priority }
    for outcome in [ExitOutcome.exhausted, .restartFailed, .restartCancelled] {
      #expect(priority(.exit(Exit(outcome: outcome, exitCode: 1))) == .error)
    }
    #expect(priority(.exit(Exit(outcome: .restarted, exitCode: 1))) == .warning)
    #expect(priority(.exit(Exit(outcome: .completed, exitCode: 0))) == .info)
    #expect(priority(.exit(Exit(outcome: .failed, exitCode: 137, oom: true))) == .error)
    #expect(priority(.health(HealthChange(from: .healthy, to: .unhealthy))) == .error)
    #expect(priority(.health(HealthChange(from: .unhealthy, to: .healthy))) == .info)
  }

  /// The numbers are public: this page is where others find them.
  @Test(arguments: kinds) func everyKindStandsInTheDocumentation(_ kind: Transition.Kind) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/journal.md")
    let page = try String(contentsOf: root, encoding: .utf8)
    #expect(page.contains("| `\(kind.label)` | `\(TransitionMessageID.of(kind))` |"))
    for field in Self.entry(kind, evidence: ["e"]).fields where field.name.hasPrefix("DOGWATCH_") {
      #expect(page.contains("`\(field.name)`"), "\(field.name)")
    }
  }

  @Test func everyKindHasANumberOfItsOwn() {
    let numbers = Self.kinds.map { TransitionMessageID.of($0) }
    #expect(Set(numbers).count == numbers.count)
    #expect(numbers.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{32}/) != nil })
  }
}
