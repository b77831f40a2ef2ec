// A transition as an entry of the journal (docs/journal.md).

import Systemd
import Terminal
import Watch

extension JournalEntry {
  /// The sentence, how grave it is, and what to search by. Docker's journal driver names a container the same way, so that
  /// `journalctl CONTAINER_NAME=web` shows both; but never by CONTAINER_ID_FULL, by which `docker logs` would take ours for the container's.
  init(_ transition: Transition) {
    self.init(message: TransitionLine.sentence(transition), priority: Self.priority(transition.kind))
    add("MESSAGE_ID", TransitionMessageID.of(transition.kind))
    add("CONTAINER_NAME", transition.name?.text)
    add("CONTAINER_ID", transition.id?.short)
    add("DOGWATCH_SEQ", transition.sequence)
    add("DOGWATCH_TIME", transition.time.rfc3339)
    add("DOGWATCH_KIND", transition.kind.label)
    add("DOGWATCH_INFERRED", transition.isInferred)
    for evidence in transition.evidence { add("DOGWATCH_EVIDENCE", evidence) }
    addDetails(transition.kind)
  }

  private mutating func addDetails(_ kind: Transition.Kind) {
    switch kind {
    case .created, .removed, .paused, .unpaused: break
    case .start(let reason): add("DOGWATCH_REASON", reason.rawValue)
    case .startFailed(let error, let exitCode):
      add("DOGWATCH_ERROR", error.withoutEscapeSequences)
      add("DOGWATCH_EXIT_CODE", exitCode)
    case .exit(let exit): add(exit)
    case .health(let change): add(change)
    case .renamed(let oldName): add("DOGWATCH_OLD_NAME", oldName.text)
    case .gap(let gap):
      add("DOGWATCH_GAP_START", gap.start.rfc3339)
      add("DOGWATCH_GAP_END", gap.end.rfc3339)
      add("DOGWATCH_GAP_CAUSE", gap.cause.rawValue)
    }
  }

  private mutating func add(_ exit: Exit) {
    add("DOGWATCH_OUTCOME", exit.outcome.rawValue)
    add("DOGWATCH_EXIT_CODE", exit.exitCode)
    add("DOGWATCH_SIGNAL", exit.signal.map { SignalName.of($0) })
    add("DOGWATCH_OOM", exit.oom)
    add("DOGWATCH_RAN_FOR_SECONDS", exit.ranForSeconds)
    add("DOGWATCH_RESTART_DELAY_SECONDS", exit.restartDelaySeconds)
  }

  private mutating func add(_ change: HealthChange) {
    add("DOGWATCH_HEALTH_FROM", change.from.rawValue)
    add("DOGWATCH_HEALTH", change.to.rawValue)
    add("DOGWATCH_FAILING_STREAK", change.failingStreak)
    add("DOGWATCH_PROBE_OUTPUT", change.output?.withoutEscapeSequences)
  }

  // MARK: How grave

  /// Errors need a person; warnings are worth a look; the rest is for the record.
  private static func priority(_ kind: Transition.Kind) -> JournalPriority {
    switch kind {
    case .created, .removed, .paused, .unpaused, .renamed, .start: .info
    case .startFailed: .error
    case .exit(let exit): exit.oom ? min(.error, priority(exit.outcome)) : priority(exit.outcome)
    case .health(let change): change.to == .unhealthy ? .error : .info
    case .gap: .warning
    }
  }

  private static func priority(_ outcome: ExitOutcome) -> JournalPriority {
    switch outcome {
    case .exhausted, .restartFailed, .restartCancelled: .error
    case .restarted, .failed, .unknown: .warning
    case .engineShutdown: .notice
    case .stopped, .completed: .info
    }
  }
}
