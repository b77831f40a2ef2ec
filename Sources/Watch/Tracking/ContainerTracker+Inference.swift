// What is concluded after a gap: inspect's word becomes transitions that nobody saw.

extension ContainerTracker {
  /// Takes over what inspect says.
  mutating func infer(_ inspection: Inspection, _ chronicle: inout Chronicle) {
    let found = inspection.state
    let early = earlyStart
    earlyStart = nil
    let isSameRun = isSameRun(found)
    if isSameRun, let early { takeLater(early, &chronicle) }
    if !isSameRun, let startedAt = found.startedAt, isEndKnown(ofRunSince: startedAt, found) {
      learnStart(startedAt, ofEndedRun: inspection, &chronicle)
    } else if !isSameRun, let startedAt = found.startedAt {
      inferRuns(upTo: startedAt, inspection, early, &chronicle)
    } else if isRunning, found.status != .running, found.status != .paused {
      inferExit(inspection, &chronicle)
    } else if isRunning, found.status != state {
      inferPause(found.status, &chronicle)
    } else if !isRunning, pending == nil, found.status == .running || found.status == .paused {
      inferReturn(found, &chronicle)
    }
    if pending == nil { adjust(inspection, &chronicle) }
  }

  // MARK: Runs

  /// Whether the exit that was seen last, and judged, is that of a later run than the one it was taken for.
  private func isEndKnown(ofRunSince startedAt: Timestamp, _ found: Inspection.State) -> Bool {
    guard !isRunning, pending == nil, run?.isExitAnnounced == true, isDown(found.status), let end = lastExit?.time else { return false }
    return startedAt <= end
  }

  /// The runs between the one that was known and the one that ended have not been seen; those that the policy began are counted.
  private mutating func learnStart(_ startedAt: Timestamp, ofEndedRun inspection: Inspection, _ chronicle: inout Chronicle) {
    let unseen = restartsBegun(inspection) - retries
    if unseen > 0, !isTemporary { chronicle.countRestarts(unseen, under: name) }
    run?.startedAt = startedAt
  }

  /// One or more runs began that nobody saw.
  mutating func inferRuns(upTo startedAt: Timestamp, _ inspection: Inspection, _ early: EarlyStart?, _ chronicle: inout Chronicle) {
    let found = inspection.state
    let wasAnnounced = early.map { startedAt <= $0.time } ?? false
    let begun = restartsBegun(inspection)
    let before = pending?.facts.retriesBefore ?? retries
    // What lived on keeps its RestartCount; what the engine starts at its boot begins anew.
    let livedOn = chronicle.engineHasRestarted && chronicle.liveRestore && begun >= before
    let isAfterBoot = early.map { $0.isRestart || chronicle.isAfterBoot($0.time, isPast: $0.isPast) } ?? false
    let isBoot = mayHaveGoneWithEngine(chronicle) && !(livedOn && begun > before) && !isAfterBoot && identity?.policy != .no
    let byPolicy = !isBoot && begun > before
    let hadEnded = found.finishedAt.map { $0 < startedAt } ?? false
    let neverRan = run == nil && lastExit == nil && !hadEnded
    if isRunning {
      let end = isDown(found.status) ? startedAt : min(found.finishedAt ?? startedAt, startedAt)
      exited(at: end, code: nil, inferred: true, isFromBoot: false, &chronicle)
    }
    let laterStop = pending?.stoppedAt.map { $0 >= startedAt } ?? false
    // Out of a ring that has lost the start and the die before it.
    if laterStop { pending?.facts.wasStopped = false }
    if let pending {
      finishPending(
        verdictBeforeUnseenStart(pending, byBoot: !isAfterBoot, byPolicy: byPolicy, count: begun - before, chronicle), &chronicle)
    }
    let startedByBoot: StartReason = isStartedAtBoot == false ? .manual : .engine
    let reason: StartReason = neverRan ? .new : isBoot ? startedByBoot : byPolicy ? .policy : .manual
    beginRun(reason, at: startedAt, inferred: !wasAnnounced, evidence: ["inspect: StartedAt is new"], &chronicle)
    if wasAnnounced, let early { run?.startWasAnnounced(isOfBoot: chronicle.isSinceBoot(early.time, isPast: early.isPast)) }
    if laterStop { run?.stopSeen = true }
    if let early { takeLater(early, &chronicle) }
    // Of a higher count than before the run that is found may be the last, from before the engine went: no more is counted than must have been.
    let isCountedAnew = begun < before || begun == before && isBoot && !livedOn
    let uncounted = neverRan || isCountedAnew ? begun : begun - before - 1
    if uncounted > 0, !isTemporary { chronicle.countRestarts(uncounted, under: name) }
    retries = max(begun, 0)
    if isDown(found.status) || found.status == .restarting { inferExit(inspection, &chronicle) }
    if found.status == .paused, state == .running { inferPause(.paused, &chronicle) }
  }

  /// How many runs the policy began. A restart that is waited for, that failed, or that somebody put an end to while it was waited for is in
  /// RestartCount already and has no run.
  func restartsBegun(_ inspection: Inspection) -> Int {
    let found = inspection.state
    if found.status == .restarting { return inspection.restartCount - 1 }
    guard isDown(found.status), inspection.restartCount > 0 else { return inspection.restartCount }
    if !found.error.isEmpty { return inspection.restartCount - 1 }
    let facts = ExitFacts(
      time: found.finishedAt ?? Timestamp(nanoseconds: 0), exitCode: found.exitCode, identity: identity,
      retriesBefore: inspection.restartCount - 1)
    let wasStoppedRunning =
      facts.explainedByStoppingSignal(found.exitCode) && !found.oomKilled && haveBegun(inspection.restartCount, by: found.startedAt)
    let isUsedUp = facts.limit.map { inspection.restartCount >= $0 } ?? false
    return facts.policyRestarts == true && !wasStoppedRunning && !isUsedUp ? inspection.restartCount - 1 : inspection.restartCount
  }

  /// Whether the policy can have begun so many runs until then, since the exit that waits or the start of the run that was known: each waits
  /// for its delay, which doubles unless the run before has lasted ten seconds.
  private func haveBegun(_ count: Int, by startedAt: Timestamp?) -> Bool {
    let exit = pending.flatMap { pending in startedAt.map { $0 >= pending.facts.time } == true ? pending : nil }
    let number = count - (pending?.facts.retriesBefore ?? retries)
    guard number > 1, let startedAt, let since = exit?.facts.time ?? run?.startedAt else { return true }
    let first = max(exit?.expectedDelay ?? 0, BackOff.shortest)
    var (delay, doubled) = (first, first)
    for _ in 1..<min(number, 1000) {
      delay = min(delay * 2, BackOff.longest)
      doubled += delay
    }
    let afterLongRun = first + 10 * FleetSettings.second + Int64(min(number, 1000) - 1) * BackOff.shortest
    return startedAt.since(since) >= min(doubled, afterLongRun)
  }

  private func isDown(_ status: ContainerState) -> Bool {
    switch status {
    case .exited, .dead, .removing: true
    case .created, .running, .paused, .restarting: false
    }
  }

  /// An exit, seen or not, after which it was started without a word.
  private func verdictBeforeUnseenStart(
    _ pending: PendingExit, byBoot: Bool, byPolicy: Bool, count: Int, _ chronicle: Chronicle
  ) -> ExitVerdict {
    let facts = pending.facts
    if facts.isStoppedThroughAPI {
      return mayHaveGoneWithEngine(chronicle) && !pending.hasAnswer ? engineShutdown("the engine restarted") : facts.finalVerdict()
    }
    if mayHaveGoneWithEngine(chronicle) { return verdictBeforeBoot(pending, startedByBoot: byBoot, chronicle) }
    if byPolicy || facts.wasRestarting {
      return ExitVerdict(outcome: .restarted, evidence: ["RestartCount rose by \(max(count, 1))"])
    }
    if !pending.isInferred { return facts.finalVerdict() }
    switch facts.identity?.policy {
    case .always?, .unlessStopped?:
      return ExitVerdict(outcome: .stopped, evidence: ["running again, though not by policy \(facts.identity?.policy.name ?? "")"])
    case .no?, .onFailure?, nil:
      return ExitVerdict(outcome: .unknown, evidence: ["running again; its exit was not seen"])
    }
  }

  /// An exit that nobody saw, or that was not judged when the engine went, after which the engine started it at its boot, or somebody did later.
  func verdictBeforeBoot(_ pending: PendingExit, startedByBoot: Bool, _ chronicle: Chronicle) -> ExitVerdict {
    let facts = pending.facts
    if !pending.isInferred, facts.staysDownAtBoot { return facts.finalVerdict() }
    // Containers lived on under live-restore, and where the boot's clean-up found some alive: one that it did not have to stop had ended before.
    if facts.policyRestarts ?? true, chronicle.liveRestore || chronicle.bootCleanedUp || !pending.isInferred {
      guard startedByBoot else {
        return pending.isInferred
          ? ExitVerdict(outcome: .unknown, evidence: ["started later; its exit was not seen"]) : facts.finalVerdict()
      }
      return ExitVerdict(outcome: .restarted, evidence: ["it ended by itself, and the engine started it when it was back"])
    }
    if !pending.isInferred { return facts.finalVerdict() }
    return ExitVerdict(outcome: .engineShutdown, evidence: ["running again after the engine restarted; its exit was not seen"])
  }

  // MARK: Exits

  /// The run that is followed has ended, and nobody saw it.
  private mutating func inferExit(_ inspection: Inspection, _ chronicle: inout Chronicle) {
    let found = inspection.state
    let time = found.finishedAt.map { max($0, run?.startedAt ?? $0) } ?? chronicle.now
    if found.status == .restarting {
      // The restart now waited for is already in RestartCount; those before it were not seen.
      let unseen = mayHaveGoneWithEngine(chronicle) ? 0 : inspection.restartCount - 1 - retries
      if unseen > 0, !isTemporary { chronicle.countRestarts(unseen, under: name) }
      if unseen != 0 { retries = max(inspection.restartCount - 1, 0) }
      waitForStart(found, isBaseline: false, inferred: true, &chronicle)
      retries = inspection.restartCount
      return
    }
    exited(at: time, code: found.exitCode, inferred: true, isFromBoot: false, &chronicle)
    guard pending != nil else { return }
    pending?.hasAnswer = true
    pending?.facts.error = found.error
    pending?.facts.retriesAfter = inspection.restartCount
    if tellsOfOOMKill(found) {
      pending?.sawOOM = true
      pending?.facts.wasKilledForMemory = true
      countOOMKill(&chronicle)
    }
    retries = inspection.restartCount
    if let facts = pending?.facts {
      finishPending(facts.inferredVerdict(engineHasRestarted: mayHaveGoneWithEngine(chronicle)), &chronicle)
    }
    enter(found.status, at: time, &chronicle)
  }

  /// Found in its back-off: a start by the policy is to be expected.
  mutating func waitForStart(_ found: Inspection.State, isBaseline: Bool, inferred: Bool, _ chronicle: inout Chronicle) {
    let time = found.finishedAt ?? chronicle.now
    var facts = ExitFacts(time: time, exitCode: found.exitCode, identity: identity, signals: run?.signals ?? [], retriesBefore: retries)
    facts.wasRestarting = true
    let delay = isBaseline ? max(backOff.last, BackOff.shortest) : backOff.next(afterRunOf: run?.startedAt.map { time.since($0) })
    lastExit = ContainerView.LastExit(code: found.exitCode, time: time, outcome: nil)
    var waiting = PendingExit(
      facts: facts, arrivedAt: chronicle.uptime, run: run, isInferred: inferred, expectedDelay: delay,
      stage: .start(until: chronicle.uptime.advanced(by: delay + delay / 2 + 5 * FleetSettings.second)))
    waiting.isBaseline = isBaseline
    waiting.hasAnswer = true
    if !isBaseline {
      health.stop(at: time, bearer, &chronicle)
      if !isTemporary { chronicle.runEnded(under: name, of: id) }
      if tellsOfOOMKill(found) {
        waiting.sawOOM = true
        countOOMKill(&chronicle)
      }
    }
    pending = waiting
    enter(.restarting, at: time, &chronicle)
  }

  /// Its run was told to have ended, and goes on: it counts as begun anew.
  private mutating func inferReturn(_ found: Inspection.State, _ chronicle: inout Chronicle) {
    beginRun(.unknown, at: chronicle.now, inferred: true, evidence: ["inspect: \(found.status.rawValue)"], &chronicle)
    if let startedAt = found.startedAt { run?.startedAt = startedAt }
    if found.status == .paused { inferPause(.paused, &chronicle) }
  }

  // MARK: Pauses

  private mutating func inferPause(_ status: ContainerState, _ chronicle: inout Chronicle) {
    let time = chronicle.now
    if status == .paused {
      enter(.paused, at: time, &chronicle)
      health.pause(at: time, bearer, &chronicle)
      tell(.paused, at: time, inferred: true, evidence: ["inspect: paused"], &chronicle)
    } else {
      enter(.running, at: time, &chronicle)
      health.resume(at: time, &chronicle)
      tell(.unpaused, at: time, inferred: true, evidence: ["inspect: running"], &chronicle)
    }
  }
}
