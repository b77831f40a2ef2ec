// How a verdict is given.

extension ContainerTracker {
  /// A start follows the exit that waits; without a time it has been missed, and only the next exit shows it.
  /// `isRestart`: the engine says that it was restarted, which a person or a tool asks for.
  mutating func resolvePending(startedAt time: Timestamp?, isPast: Bool, isRestart: Bool = false, _ chronicle: inout Chronicle) {
    guard let pending else { return }
    let facts = pending.facts
    // What ended by itself after the boot is brought back by policy again.
    let mayBeBoot = !isRestart && !pending.isFromEngineBoot && facts.identity?.policy != .no && !facts.staysDownAtBoot
    let isBoot = mayBeBoot && time.map { chronicle.isOfBoot($0, isPast: isPast) } ?? false
    let byPolicy = !isRestart && isStartByPolicy(pending)
    let verdict: ExitVerdict
    let reason: StartReason
    if facts.isStoppedThroughAPI {
      verdict = isBoot && !pending.hasAnswer ? engineShutdown("the engine restarted") : facts.finalVerdict()
      reason = isBoot ? .engine : byPolicy ? .policy : .manual
    } else if isBoot, pending.isInferred, !facts.wasScheduled {
      verdict = verdictBeforeBoot(pending, startedByBoot: true, chronicle)
      reason = .engine
    } else if byPolicy || isBoot && facts.policyRestarts ?? false {
      verdict = facts.restartedVerdict(after: time.map { max(0, $0.since(facts.time)) })
      reason = isBoot ? .engine : .policy
    } else {
      verdict = facts.finalVerdict()
      reason = isBoot ? .engine : isRestart || facts.policyRestarts != nil ? .manual : .unknown
    }
    let retriesAfter = isBoot ? 0 : facts.retriesAfter ?? facts.retriesBefore + 1
    finishPending(verdict, &chronicle)
    beginRun(
      reason, at: time ?? facts.time, inferred: time == nil, evidence: [time == nil ? Self.missedStart : "start"], &chronicle)
    if reason == .policy { retries = retriesAfter }
  }

  /// Whether a start after that exit is the policy's doing.
  private func isStartByPolicy(_ pending: PendingExit) -> Bool {
    let facts = pending.facts
    if facts.wasStopped || facts.isCancelled && !facts.wasRestarting { return false }
    return facts.wasScheduled || !pending.hasAnswer && facts.policyRestarts ?? false
  }

  /// Records the exit with its verdict; without one, with what the facts say now.
  mutating func finishPending(_ verdict: ExitVerdict?, _ chronicle: inout Chronicle) {
    guard let pending = pending.take() else { return }
    let facts = pending.facts
    let verdict = verdict ?? facts.finalVerdict()
    lastExit?.outcome = verdict.outcome
    if !facts.error.isEmpty { run?.startFailed = true }
    if state == .restarting { enter(.exited, at: facts.time, &chronicle) }
    chronicle.markChanged(name)
    if pending.isBaseline && verdict.outcome == .restarted { return }
    let oom = pending.sawOOM && facts.exitCode == 137
    let exit = Exit(
      outcome: verdict.outcome, exitCode: facts.exitCode, signal: facts.reportedSignal, oom: oom,
      ranForSeconds: pending.runStartedAt.map { Double(max(0, facts.time.since($0))) / 1e9 },
      restartDelaySeconds: verdict.outcome == .restarted ? Double(pending.expectedDelay) / 1e9 : nil)
    let memory = pending.sawOOM ? [oom ? "killed for memory" : "a process in it was killed for memory"] : []
    tell(.exit(exit), at: facts.time, inferred: pending.isInferred, evidence: verdict.evidence + memory, &chronicle)
    // As the first half of a restart, whose second half may fail.
    if verdict.outcome == .stopped, !pending.isInferred, destroyedAt == nil { startLook = StartLook(after: chronicle.uptime) }
  }
}
