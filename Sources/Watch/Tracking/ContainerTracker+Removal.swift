// What the end of a container means for what was still open.

extension ContainerTracker {
  /// The container is gone: whatever waited is judged now.
  mutating func destroyed(at time: Timestamp, inferred: Bool, _ chronicle: inout Chronicle) {
    if let earlyStart { passUnseenExit(before: earlyStart, &chronicle) }
    if pending != nil {
      finishPending(verdictOnRemoval(), &chronicle)
    } else if isRunning {
      exitUnseenBeforeRemoval(at: time, &chronicle)
    }
    health.stop(at: time, bearer, &chronicle)
    tell(.removed, at: time, inferred: inferred, evidence: [inferred ? "no longer listed" : "destroy"], &chronicle)
  }

  /// Asked to end, nobody answers, and it removed itself (`--rm`): an engine that goes down does that too.
  var mayHaveGoneWithEngine: Bool {
    guard let pending, case .streamEnd = pending.stage else { return false }
    return destroyedAt == nil && pending.wasAskedToEnd && !pending.hasAnswer && identity?.autoRemove == true
  }

  private func verdictOnRemoval() -> ExitVerdict? {
    guard let pending, !pending.facts.isStoppedThroughAPI else { return nil }
    if pending.facts.identity == nil { return verdictOnUnmetContainer(pending.facts) }
    guard pending.facts.wasScheduled || !pending.hasAnswer && pending.facts.predictsRestart else { return nil }
    return ExitVerdict(outcome: .stopped, evidence: ["removed during its back-off"] + pending.facts.codeEvidence)
  }

  /// Gone when it was asked for, as with `--rm`: the event's own code serves.
  private func verdictOnUnmetContainer(_ facts: ExitFacts) -> ExitVerdict? {
    guard let code = facts.exitCode else { return nil }
    return ExitVerdict(outcome: code == 0 ? .completed : .failed, evidence: ["removed at once, as with --rm"] + facts.codeEvidence)
  }

  private mutating func exitUnseenBeforeRemoval(at time: Timestamp, _ chronicle: inout Chronicle) {
    exited(at: time, code: nil, inferred: true, isFromBoot: false, &chronicle)
    guard let facts = pending?.facts else { return }
    let verdict =
      if facts.isStoppedThroughAPI {
        ExitVerdict(outcome: .stopped, evidence: facts.stopEvidence)
      } else if identity?.autoRemove ?? true {
        ExitVerdict(outcome: .unknown, evidence: ["removed itself (--rm); its exit was not seen"])
      } else {
        ExitVerdict(outcome: .stopped, evidence: ["removed while it ran"])
      }
    finishPending(verdict, &chronicle)
  }
}
