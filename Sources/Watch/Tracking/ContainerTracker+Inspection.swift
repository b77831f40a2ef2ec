// What an inspect tells beside what events told.

extension ContainerTracker {
  /// First sight: what is there is the baseline, without a transition or a count.
  mutating func adopt(_ inspection: Inspection, _ chronicle: inout Chronicle) {
    take(inspection, chronicle)
    mayInfer = false
    let found = inspection.state
    state = found.status
    if found.startedAt != nil {
      run = Run(startedAt: found.startedAt, isStartAnnounced: false, isExitAnnounced: false)
      run?.oomMark = found.oomKilled ? .old : .absent
    }
    if let finishedAt = found.finishedAt {
      lastExit = ContainerView.LastExit(code: isRunning ? nil : found.exitCode, time: finishedAt, outcome: nil)
    }
    stateSince = isRunning ? found.startedAt : found.status == .created ? nil : found.finishedAt
    retries = inspection.restartCount
    backOff = .upperBound(restarts: inspection.restartCount)
    startFailure = failedFirstStart(in: found)
    health.adopt(found.health, isRunning: found.status == .running, bearer, &chronicle)
    if found.status == .restarting { waitForStart(found, isBaseline: true, inferred: false, &chronicle) }
  }

  /// First heard of by a start: whether it had run, and ended, before. Nothing of that was seen.
  mutating func recall(_ inspection: Inspection, beforeStartAt time: Timestamp) {
    guard let end = inspection.state.finishedAt, end < time else { return }
    lastExit = ContainerView.LastExit(code: nil, time: end, outcome: nil)
    retries = inspection.restartCount
    backOff = .upperBound(restarts: inspection.restartCount)
  }

  /// Takes over the facts that no event tells.
  mutating func take(_ inspection: Inspection, _ chronicle: Chronicle) {
    identity = Identity(inspection, settings: chronicle.settings)
    health.check = inspection.healthcheck
  }

  /// An answer to an inspect of a known container.
  mutating func inspected(_ inspection: Inspection, requestedAt: Uptime, _ chronicle: inout Chronicle) {
    take(inspection, chronicle)
    lastInspectedAt = chronicle.uptime
    chronicle.markChanged(name)
    if let pending {
      // One that was sent before tells nothing of the exit; the one that does is on its way.
      guard requestedAt > pending.askedSince else { return }
      pendingAnswered(.found(inspection), &chronicle)
      if self.pending == nil || requestedAt > lastEventAt { mayInfer = false }
      return
    }
    let found = inspection.state
    guard requestedAt > lastEventAt else {
      // An event may have come after the engine answered: only the probe's output is taken from it.
      if state == .running, found.status == .running {
        _ = health.inspected(found.health, requestedAt: requestedAt, mayInfer: false, bearer, &chronicle)
      }
      if mayInfer || earlyStart != nil { chronicle.inspect(id) }
      return
    }
    if mayInfer, isAheadOfStream(found, chronicle) { return lookAgain(chronicle) }
    // From an answer that was on its way when the next run began this would be the start of the one before.
    if isSameRun(found), found.startedAt != nil { run?.startedAt = found.startedAt }
    if !mayInfer, let difference = difference(to: inspection) { return suspect(difference, &chronicle) }
    if mayInfer { infer(inspection, &chronicle) } else { adjust(inspection, &chronicle) }
    guard state == .running, found.status == .running else { return settled() }
    switch health.inspected(found.health, requestedAt: requestedAt, mayInfer: mayInfer, bearer, &chronicle) {
    case .agrees: settled()
    case .differs(let what): suspect(what, &chronicle)
    }
  }

  private mutating func settled() {
    mayInfer = false
    suspicion = nil
  }

  /// What changes without an event even while all is well.
  mutating func adjust(_ inspection: Inspection, _ chronicle: inout Chronicle) {
    let found = inspection.state
    retries = inspection.restartCount
    if !isRunning, state != found.status, found.status != .restarting { enter(found.status, at: chronicle.now, &chronicle) }
    if isRunning, isSameRun(found) {
      if tellsOfOOMKill(found) { countOOMKill(&chronicle) }
      if !found.oomKilled { run?.oomMark = .absent }
      if !found.error.isEmpty { run?.hadOldError = true }
    }
    noticeStartFailure(found, &chronicle)
    // A start that succeeds clears the error (moby daemon/container/state.go: `SetRunning`).
    if !isRunning, !found.error.isEmpty { run?.startFailed = true }
  }

  /// Whether `OOMKilled` speaks of the run that is followed, or has just ended.
  func tellsOfOOMKill(_ found: Inspection.State) -> Bool {
    guard found.oomKilled else { return false }
    let hasEnded = found.status != .running && found.status != .paused
    switch run?.oomMark {
    case .absent?: return true
    case .old?: return hasEnded && found.exitCode == 137
    case .unknown?, nil: return hasEnded
    }
  }

  // MARK: Failed starts

  /// A start that fails says nothing: inspect shows it (moby daemon/start.go).
  private mutating func noticeStartFailure(_ found: Inspection.State, _ chronicle: inout Chronicle) {
    guard let failure = failedFirstStart(in: found) ?? failedRestart(in: found), failure != startFailure else { return }
    startFailure = failure
    startLook = nil
    tell(
      .startFailed(error: failure.error, exitCode: failure.exitCode), at: chronicle.now,
      evidence: ["state \(found.status.rawValue)", "State.Error: \(failure.error)"], &chronicle)
  }

  private func failedFirstStart(in found: Inspection.State) -> StartFailure? {
    guard found.status == .created, found.startedAt == nil, !found.error.isEmpty else { return nil }
    return StartFailure(error: found.error, exitCode: found.exitCode)
  }

  /// Somebody restarted it: it was stopped, and then could not be started (moby daemon/restart.go).
  private func failedRestart(in found: Inspection.State) -> StartFailure? {
    guard startLook != nil, state == .exited, found.status == .exited, !found.error.isEmpty, run?.hadOldError != true else { return nil }
    return StartFailure(error: found.error, exitCode: found.exitCode)
  }

  // MARK: Differences on a live stream

  /// Whether inspect shows the run that is followed, or the last one. `StartedAt` is a little earlier than the event.
  func isSameRun(_ found: Inspection.State) -> Bool {
    guard let foundStart = found.startedAt else { return run == nil }
    guard let startedAt = run?.startedAt else { return run != nil }
    return foundStart <= startedAt
  }

  /// Whether inspect shows what happened after the connect and the stream has not told yet.
  private func isAheadOfStream(_ found: Inspection.State, _ chronicle: Chronicle) -> Bool {
    if !isSameRun(found), chronicle.isStreamToTell(of: found.startedAt) { return true }
    return isRunning && found.status != .running && found.status != .paused && chronicle.isStreamToTell(of: found.finishedAt)
  }

  /// What inspect says that no event announced; nil when nothing does.
  private func difference(to inspection: Inspection) -> String? {
    let found = inspection.state
    if earlyStart != nil { return nil }
    if !isSameRun(found) { return "it started anew" }
    switch (isRunning, found.status) {
    case (true, .running): return state == .paused ? "it is no longer paused" : nil
    case (true, .paused): return state == .running ? "it is paused" : nil
    case (true, _): return "it is \(found.status.rawValue)"
    case (false, .running), (false, .paused): return "it is running"
    case (false, .restarting): return "it is restarting"
    case (false, _): return nil
    }
  }

  /// How long an event may be on its way.
  private static let patience = 10 * FleetSettings.second

  /// The stream should have announced this: if it has not by the end of the patience, it is dead.
  mutating func suspect(_ what: String, _ chronicle: inout Chronicle) {
    let since = suspicion?.since ?? chronicle.uptime
    if chronicle.uptime.since(since) >= Self.patience {
      suspicion = nil
      chronicle.effects.abandonStream = "\(name): \(what), and the stream never said so"
    } else {
      suspicion = Suspicion(since: since, lookAgainAt: max(since.advanced(by: Self.patience), chronicle.uptime))
    }
  }
}
