// How a verdict that waits comes about: answers, time, the stream's end.

extension ContainerTracker {
  // MARK: Answers

  /// An inspect sent after the exit answered, or did not.
  mutating func pendingAnswered(_ result: InspectAnswer.Result, _ chronicle: inout Chronicle) {
    guard let pending else { return }
    let now = chronicle.uptime
    if pending.stage == .reconnect {
      // A request may have waited in a socket that systemd holds, and the next run of the engine answered it: connecting will tell.
      if case .found = result { self.pending?.wasAnsweredLate = true }
      return
    }
    switch result {
    case .found(let inspection):
      self.pending?.hasAnswer = true
      pendingFound(inspection, &chronicle)
    case .missing:
      self.pending?.hasAnswer = true
      if destroyedAt != nil { return finishPending(nil, &chronicle) }
      self.pending?.stage = .removal(until: now.advanced(by: 10 * FleetSettings.second))
    case .unanswered:
      if pending.wasAskedToEnd && !pending.hasAnswer {
        // An engine that goes down closes its listeners first (moby cmd/dockerd: the API server stops before the daemon does).
        let until = pending.arrivedAt.advanced(by: chronicle.longestStopTimeout + 20 * FleetSettings.second)
        self.pending?.stage = .streamEnd(until: max(until, now), askAgainAt: now.advanced(by: FleetSettings.second))
      } else {
        self.pending?.stage = .inspection(until: now.advanced(by: FleetSettings.second))
      }
    case .failed:
      self.pending?.stage = .inspection(until: now.advanced(by: 2 * FleetSettings.second))
    }
  }

  private mutating func pendingFound(_ inspection: Inspection, _ chronicle: inout Chronicle) {
    guard let pending else { return }
    let (found, now) = (inspection.state, chronicle.uptime)
    if let startedAt = found.startedAt, startedAt >= pending.facts.time {
      return foundNextRun(inspection, startedAt: startedAt, &chronicle)
    }
    if found.status == .running || found.status == .paused {
      // The state as it was before the exit: once more.
      self.pending?.stage = .inspection(until: now.advanced(by: FleetSettings.second))
      return
    }
    learn(inspection, &chronicle)
    retries = inspection.restartCount
    if found.status == .restarting {
      self.pending?.facts.wasRestarting = true
      enter(.restarting, at: pending.facts.time, &chronicle)
      let deadline = startDeadline(pending, now: now)
      self.pending?.stage = .start(until: deadline)
    } else {
      foundDown(found.status, &chronicle)
    }
  }

  /// What inspect says of the exit that waits.
  private mutating func learn(_ inspection: Inspection, _ chronicle: inout Chronicle) {
    guard var pending else { return }
    let found = inspection.state
    var facts = pending.facts
    facts.identity = identity
    if let startedAt = found.startedAt, run?.startedAt.map({ startedAt > $0 }) ?? true {
      if run?.startedAt != nil {
        // A later run than the one that was known: those between have not been seen.
        let unseen = restartsBegun(inspection) - facts.retriesBefore
        if unseen > 0, !isTemporary { chronicle.countRestarts(unseen, under: name) }
        facts.retriesBefore = max(restartsBegun(inspection), 0)
      }
      pending.runStartedAt = startedAt
      run?.startedAt = startedAt
      // What was sent before it began has ended another.
      facts.signals.removeAll { $0.time <= startedAt }
      if facts.signals.isEmpty { facts.wasStopped = pending.stoppedAt.map { $0 > startedAt } ?? false }
    }
    facts.error = found.error
    facts.retriesAfter = inspection.restartCount
    if facts.exitCode == nil || identity?.forged.contains(.exitCode) == true { facts.exitCode = found.exitCode }
    if tellsOfOOMKill(found) {
      pending.sawOOM = true
      countOOMKill(&chronicle)
    }
    pending.facts = facts
    self.pending = pending
    lastExit?.code = facts.exitCode
    chronicle.markChanged(name)
  }

  private mutating func foundDown(_ status: ContainerState, _ chronicle: inout Chronicle) {
    guard let pending else { return }
    let verdict = inferredOrFinalVerdict(pending.facts, chronicle)
    // A start, or the `stop` of somebody who gave it more time than usual, may be on its way.
    let policyMayAct = verdict.outcome == .unknown && pending.facts.policyRestarts ?? true
    let mayBeStop = verdict.outcome != .stopped && !pending.facts.wasScheduled && !pending.facts.signals.isEmpty
    let until = pending.arrivedAt.advanced(by: 3 * FleetSettings.second)
    if policyMayAct || mayBeStop, !mayInfer, until > chronicle.uptime {
      self.pending?.stage = .trailingEvents(until: until)
      enter(status, at: pending.facts.time, &chronicle)
    } else {
      finishPending(verdict, &chronicle)
      enter(status, at: pending.facts.time, &chronicle)
    }
  }

  /// Inspect shows the run after the exit that waits.
  private mutating func foundNextRun(_ inspection: Inspection, startedAt: Timestamp, _ chronicle: inout Chronicle) {
    if mayInfer, !chronicle.isStreamToTell(of: startedAt) { return inferRuns(upTo: startedAt, inspection, nil, &chronicle) }
    guard let pending else { return }
    self.pending?.facts.identity = identity
    // An engine's boot lets the count begin anew, for all but what it has begun or taken back since.
    if inspection.restartCount > pending.facts.retriesBefore, !chronicle.engineHasRestarted || run?.isOfThisBoot == true {
      self.pending?.facts.wasRestarting = true
    }
    if pending.sawNewerRun {
      chronicle.effects.abandonStream = "a start of \(name) was never announced"
    }
    self.pending?.sawNewerRun = true
    self.pending?.stage = .start(until: chronicle.uptime.advanced(by: 10 * FleetSettings.second))
  }

  /// While reconciling after a gap more can be concluded, as signals may have been missed.
  private func inferredOrFinalVerdict(_ facts: ExitFacts, _ chronicle: Chronicle) -> ExitVerdict {
    guard mayInfer else { return facts.finalVerdict() }
    let mayHaveGone = mayHaveGoneWithEngine(chronicle)
    if pending?.isInferred == true { return facts.inferredVerdict(engineHasRestarted: mayHaveGone) }
    return (mayHaveGone ? facts.verdictOnBackOffCutShort() : nil) ?? facts.finalVerdict()
  }

  /// The expected delay × 1.5 + 5 s from the exit on, or a while from now when that has passed.
  private func startDeadline(_ pending: PendingExit, now: Uptime) -> Uptime {
    let expected = pending.arrivedAt.advanced(by: pending.expectedDelay + pending.expectedDelay / 2 + 5 * FleetSettings.second)
    return expected > now ? expected : now.advanced(by: max(pending.expectedDelay, 5 * FleetSettings.second))
  }

  // MARK: Time and stream

  mutating func wakePending(_ chronicle: inout Chronicle) {
    guard let pending, let deadline = pending.deadline, deadline <= chronicle.uptime else { return }
    let now = chronicle.uptime
    switch pending.stage {
    case .inspection:
      if now.since(pending.arrivedAt) > 120 * FleetSettings.second + pending.expectedDelay * 2, !pending.facts.wasRestarting {
        return finishPending(nil, &chronicle)
      }
      self.pending?.stage = .inspection(until: now.advanced(by: 10 * FleetSettings.second))
      chronicle.inspect(id)
    case .start:
      self.pending?.stage = .inspection(until: now.advanced(by: 10 * FleetSettings.second))
      chronicle.inspect(id)
    case .trailingEvents, .removal:
      finishPending(nil, &chronicle)
    case .streamEnd(let until, _):
      if until <= now { return finishPending(nil, &chronicle) }
      self.pending?.stage = .streamEnd(until: until, askAgainAt: now.advanced(by: FleetSettings.second))
      chronicle.inspect(id)
    case .reconnect:
      break
    }
  }

  /// The stream ended: what was asked to end may have been taken down with the engine.
  mutating func streamEnded() {
    held?.note(.streamEnded)
    if pending != nil { pending?.stage = .reconnect }
    suspicion = nil
  }

  /// Nobody answers where the engine was.
  mutating func engineUnreachable(_ chronicle: inout Chronicle) {
    held?.note(.engineUnreachable)
    guard let pending, pending.stage == .reconnect, pending.wasAskedToEnd, !pending.hasAnswer, !pending.wasAnsweredLate else { return }
    finishPending(engineShutdown("no answer, then the end of the stream"), &chronicle)
  }

  /// A stream is open again; the inspect of the full listing settles what still waits.
  mutating func reconnected(_ chronicle: inout Chronicle) {
    mayInfer = true
    held?.note(.reconnected)
    if held != nil { chronicle.inspect(id) }
    if chronicle.pastIsBoot {
      run?.engineRestarted()
      // What lived on is taken back: nothing cleans it up.
      let isRemoved = chronicle.removesFleetingAtBoot && identity?.autoRemove == true
      if chronicle.liveRestore, isRunning, !isRemoved { run?.isOfThisBoot = true }
    }
    guard let pending else { return }
    if mayHaveGoneWithEngine(chronicle), pending.wasAskedToEnd, !pending.hasAnswer {
      return finishPending(engineShutdown("no answer, then the end of the stream"), &chronicle)
    }
    self.pending?.hasAnswer = false
    self.pending?.wasAnsweredLate = false
    self.pending?.stage = .inspection(until: chronicle.uptime.advanced(by: 30 * FleetSettings.second))
  }

  /// What a boot does is done: what it has left down as stopped by a person the next one leaves down, too.
  mutating func engineIsBack() {
    if !isRunning, pending == nil, identity?.policy == .unlessStopped, run?.isOfThisBoot != true { run?.wasLeftDown = true }
  }

  /// Whether an end of the engine may have ended the run that is followed, or the last one.
  func mayHaveGoneWithEngine(_ chronicle: Chronicle) -> Bool { chronicle.engineHasRestarted && run?.hasBegunSinceBoot != true }

  func engineShutdown(_ how: String) -> ExitVerdict {
    ExitVerdict(outcome: .engineShutdown, evidence: (pending?.facts.stopEvidence ?? []) + [how])
  }
}
