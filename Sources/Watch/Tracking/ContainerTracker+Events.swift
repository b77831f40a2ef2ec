// What events do to a container.

extension ContainerTracker {
  /// Takes one event. `isPast`: fetched from the engine's ring while connecting.
  mutating func observe(_ event: EngineEvent, isPast: Bool, _ chronicle: inout Chronicle) {
    lastEventAt = chronicle.uptime
    suspicion = nil
    if belongsToEarlyStart(event), earlyStart?.later.count ?? 0 < EarlyStart.mostLater {
      earlyStart?.later.append(KeptEvent(event: event, isPast: isPast))
      return
    }
    take(event, isPast: isPast, &chronicle)
  }

  private mutating func take(_ event: EngineEvent, isPast: Bool, _ chronicle: inout Chronicle) {
    switch event.action {
    case .start: started(at: event.time, isPast: isPast, &chronicle)
    case .die: died(at: event.time, code: forged.contains(.exitCode) ? nil : event.attributes.exitCode, isPast: isPast, &chronicle)
    case .kill:
      let number = forged.contains(.signal) ? nil : event.attributes.signal
      signalled(SentSignal(number: number, time: event.time), isPast: isPast, &chronicle)
    case .stop: stopped(at: event.time, isPast: isPast, &chronicle)
    case .oom: ranOutOfMemory(at: event.time, &chronicle)
    case .pause: paused(at: event.time, &chronicle)
    case .unpause: unpaused(at: event.time, &chronicle)
    case .healthStatus(let health): healthAnnounced(health, at: event.time, isPast: isPast, &chronicle)
    case .update: chronicle.inspect(id, urgently: false)
    case .restart: restarted(at: event.time)
    // These are the fleet's business.
    case .create, .rename, .destroy, .other: break
    }
  }

  /// Which event attributes cannot be trusted.
  private var forged: ForgedAttributes { identity?.forged ?? forgedByEvents }

  // MARK: Start

  private mutating func started(at time: Timestamp, isPast: Bool, _ chronicle: inout Chronicle) {
    if isKnownStart(time, isPast: isPast) {
      // A ring may bring that of an earlier run, too.
      if run?.startedAt.map({ time >= $0 }) ?? true { run?.isStartAnnounced = true }
    } else if pending != nil {
      resolvePending(startedAt: time, isPast: isPast, &chronicle)
    } else if isRunning {
      // Its exit has not been seen: a die may be late, else inspect tells.
      startedEarly(EarlyStart(time: time, isPast: isPast, until: chronicle.uptime.advanced(by: FleetSettings.second)), &chronicle)
    } else {
      beginRun(startReason(at: time, isPast: isPast, chronicle), at: time, inferred: false, evidence: ["start"], &chronicle)
    }
    if run?.startedAt == time { run?.startWasAnnounced(isOfBoot: chronicle.isSinceBoot(time, isPast: isPast)) }
  }

  /// It follows stop, die and start, which say it all, unless somebody had ended the wait for a restart in silence: the policy counts anew.
  private mutating func restarted(at time: Timestamp) {
    guard isRunning, let startedAt = run?.startedAt, time >= startedAt else { return }
    retries = 0
    backOff = BackOff()
  }

  /// Why it starts that is down, and whose exit is judged.
  private func startReason(at time: Timestamp, isPast: Bool, _ chronicle: Chronicle) -> StartReason {
    guard run != nil || lastExit != nil else { return .new }
    guard chronicle.isOfBoot(time, isPast: isPast), run?.isOfThisBoot != true else {
      // Of its runs before it was first heard of RestartCount tells: a start by somebody sets it back.
      return run == nil && retries > 0 ? .policy : .manual
    }
    return switch isStartedAtBoot {
    case true?: .engine
    case false?: .manual
    case nil: .unknown
    }
  }

  /// A start although nothing had ended: of two, the ring of a later connect may have brought the first one last.
  private mutating func startedEarly(_ start: EarlyStart, _ chronicle: inout Chronicle) {
    guard let other = earlyStart else {
      earlyStart = start
      return
    }
    let (first, second) = other.time <= start.time ? (other, start) : (start, other)
    passUnseenExit(before: first, &chronicle)
    earlyStart = second
  }

  /// Whether a start belongs to a run that is known already: repeated, or late after the run was inferred. On the live stream an earlier stamp of
  /// something new means that the engine's clock was set back.
  private func isKnownStart(_ time: Timestamp, isPast: Bool) -> Bool {
    guard let run else { return false }
    if isRunning {
      guard let startedAt = run.startedAt, time > startedAt else { return true }
      return !run.isStartAnnounced && time.since(startedAt) < Self.announcementDelay
    }
    guard let end = pending?.facts.time ?? lastExit?.time, time <= end else { return false }
    return isPast || !run.isStartAnnounced
  }

  /// Whether an engine that boots starts a container that is down like this (moby daemon/daemon.go: `restore`); nil if that cannot be known.
  var isStartedAtBoot: Bool? {
    let mayStart: Bool
    switch identity?.policy {
    case .no?: return false
    case .always?, nil: return true
    case .unlessStopped?: mayStart = !isMarkedAsStopped
    case .onFailure(let maximum)?:
      mayStart = lastExit?.code != 0 && lastExit?.outcome != .exhausted && (maximum == 0 || retries < maximum)
    }
    // One that failed has taken back what kept it down, or has not, as far as it got (moby daemon/start.go: `containerStart`).
    return mayStart ? true : run?.startFailed == true ? nil : false
  }

  /// Whether a boot takes it for stopped by a person, as any signal marks it but those of an engine that goes down (moby daemon/kill.go:
  /// `killWithSignal`); those of a clean-up do.
  private var isMarkedAsStopped: Bool {
    switch lastExit?.outcome {
    case .stopped?, .restartCancelled?: true
    case .engineShutdown?: run?.wasCleanedUp == true || run?.wasLeftDown == true || run?.signalsBeforeShutdown.isEmpty == false
    default: run?.wasLeftDown == true
    }
  }

  /// How long after it happened an event may be stamped.
  private static let announcementDelay = 10 * FleetSettings.second

  // MARK: Exit

  private mutating func died(at time: Timestamp, code: Int?, isPast: Bool, _ chronicle: inout Chronicle) {
    if let early = earlyStart {
      earlyStart = nil
      if time > early.time {
        passUnseenExit(before: early, &chronicle)
      } else {
        died(at: time, code: code, isPast: isPast, &chronicle)
        started(at: early.time, isPast: early.isPast, &chronicle)
        return takeLater(early, &chronicle)
      }
    }
    beginUnheardRun(at: time, evidence: Self.missedStart, &chronicle)
    if isRunning {
      // Late after its exit and the next start were inferred, or out of the ring.
      if let run, let startedAt = run.startedAt, time <= startedAt, isPast || !run.isStartAnnounced { return }
    } else {
      guard beginMissedRun(endingAt: time, &chronicle) else { return }
    }
    run?.isExitAnnounced = true
    exited(at: time, code: code, inferred: false, isFromBoot: chronicle.isOfBoot(time, isPast: isPast), &chronicle)
  }

  /// It exits while it is down: that is known already, or a start has been missed. False if it is known.
  private mutating func beginMissedRun(endingAt time: Timestamp, _ chronicle: inout Chronicle) -> Bool {
    if let end = pending?.facts.time ?? lastExit?.time {
      if time <= end { return false }
      if run?.isExitAnnounced == false, time.since(end) < Self.announcementDelay {
        run?.isExitAnnounced = true
        return false
      }
    }
    if pending != nil {
      resolvePending(startedAt: nil, isPast: false, &chronicle)
    } else {
      beginRun(.unknown, at: time, inferred: true, evidence: [Self.missedStart], &chronicle)
    }
    run?.startedAt = nil
    return true
  }

  static let missedStart = "it exited, so it had started"

  /// A second start without an exit between them: the exit has been missed.
  mutating func passUnseenExit(before early: EarlyStart, _ chronicle: inout Chronicle) {
    earlyStart = nil
    exited(at: early.time, code: nil, inferred: true, isFromBoot: false, &chronicle)
    resolvePending(startedAt: early.time, isPast: early.isPast, isRestart: early.isRestart, &chronicle)
    run?.startWasAnnounced(isOfBoot: chronicle.isSinceBoot(early.time, isPast: early.isPast))
    takeLater(early, &chronicle)
  }

  /// Whether something happened in a run whose beginning waits for the exit before it.
  private func belongsToEarlyStart(_ event: EngineEvent) -> Bool {
    guard let earlyStart, event.time > earlyStart.time else { return false }
    return event.action != .start && event.action != .die
  }

  /// The run has begun: what happened in it meanwhile.
  mutating func takeLater(_ early: EarlyStart, _ chronicle: inout Chronicle) {
    for later in early.later { take(later.event, isPast: later.isPast, &chronicle) }
  }

  /// The run has ended; the verdict may have to wait.
  mutating func exited(at time: Timestamp, code: Int?, inferred: Bool, isFromBoot: Bool, _ chronicle: inout Chronicle) {
    let delay = backOff.next(afterRunOf: run?.startedAt.map { time.since($0) })
    let facts = ExitFacts(
      time: time, exitCode: code, identity: identity, signals: run?.signals ?? [], wasStopped: run?.stopSeen ?? false,
      retriesBefore: retries)
    var pending = PendingExit(
      facts: facts, arrivedAt: chronicle.uptime, run: run, isInferred: inferred, expectedDelay: delay,
      stage: .inspection(until: chronicle.uptime.advanced(by: 10 * FleetSettings.second)))
    pending.isFromEngineBoot = isFromBoot
    self.pending = pending
    health.stop(at: time, bearer, &chronicle)
    lastExit = ContainerView.LastExit(code: code, time: time, outcome: nil)
    enter(facts.predictsRestart ? .restarting : .exited, at: time, &chronicle)
    if !isTemporary { chronicle.runEnded(under: name, of: id) }
    if isFromBoot, pending.wasAskedToEnd, run?.isOfThisBoot != true {
      chronicle.bootCleanedUp = true
      cleanedUp(&chronicle)
    } else if !inferred {
      chronicle.inspect(id)
    }
  }

  private mutating func cleanedUp(_ chronicle: inout Chronicle) {
    run?.wasCleanedUp = true
    finishPending(engineShutdown("stopped by the engine's clean-up at boot"), &chronicle)
  }

  /// First heard of by what befalls only one that runs: it had started.
  private mutating func beginUnheardRun(at time: Timestamp, evidence: String, _ chronicle: inout Chronicle) {
    guard state == .created, run == nil, lastExit == nil, pending == nil else { return }
    beginRun(.new, at: time, inferred: true, evidence: [evidence], &chronicle)
    run?.startedAt = nil
  }

  private mutating func signalled(_ signal: SentSignal, isPast: Bool, _ chronicle: inout Chronicle) {
    beginUnheardRun(at: signal.time, evidence: "it was sent a signal, so it had started", &chronicle)
    if let pending {
      guard signal.time <= pending.facts.time.advanced(by: FleetSettings.second) else { return }
      self.pending?.facts.signals.append(signal)
      if case .trailingEvents = pending.stage, self.pending?.wasAskedToEnd == true { finishPending(nil, &chronicle) }
    } else if isRunning {
      let isOld = run?.startedAt.map { signal.time < $0 } ?? false
      if isOld, isPast || run?.isStartAnnounced == false { return }
      run?.note(signal)
    }
  }

  private mutating func stopped(at time: Timestamp, isPast: Bool, _ chronicle: inout Chronicle) {
    guard let pending else {
      // From 23 on it may come before its `die`, but never before its `kill`: without one it belongs to an exit that is judged already.
      if isRunning, run?.signals.isEmpty == false { run?.stopSeen = true }
      return
    }
    if time < pending.facts.time.advanced(by: -60 * FleetSettings.second) { return }
    // Late, and of the run before.
    if let startedAt = pending.runStartedAt, time <= startedAt, startedAt <= pending.facts.time { return }
    self.pending?.facts.wasStopped = true
    self.pending?.stoppedAt = time
    if chronicle.isOfBoot(time, isPast: isPast) && run?.isOfThisBoot != true {
      return cleanedUp(&chronicle)
    }
    switch pending.stage {
    case .start, .inspection:
      // During its back-off, by a person or by an engine that goes down: which, an answer tells.
      if pending.stage.isStart || pending.hasAnswer {
        self.pending?.hasAnswer = false
        self.pending?.askedSince = chronicle.uptime
        self.pending?.stage = .inspection(until: chronicle.uptime.advanced(by: 10 * FleetSettings.second))
        chronicle.inspect(id)
      }
    case .trailingEvents:
      finishPending(nil, &chronicle)
    case .removal, .streamEnd, .reconnect:
      break
    }
  }

  // MARK: Memory

  private mutating func ranOutOfMemory(at time: Timestamp, _ chronicle: inout Chronicle) {
    beginUnheardRun(at: time, evidence: "it ran out of memory, so it had started", &chronicle)
    guard run != nil else { return }
    run?.sawOOM = true
    pending?.sawOOM = true
    countOOMKill(&chronicle)
  }

  /// Counts an OOM kill of the present or last run, once.
  mutating func countOOMKill(_ chronicle: inout Chronicle) {
    guard run?.oomCounted == false else { return }
    run?.oomCounted = true
    if !isTemporary { chronicle.countOOMKill(under: name) }
  }

  // MARK: Pause and health

  private mutating func paused(at time: Timestamp, _ chronicle: inout Chronicle) {
    guard state == .running else { return }
    enter(.paused, at: time, &chronicle)
    health.pause(at: time, bearer, &chronicle)
    tell(.paused, at: time, evidence: ["pause"], &chronicle)
  }

  private mutating func unpaused(at time: Timestamp, _ chronicle: inout Chronicle) {
    guard state == .paused else { return }
    enter(.running, at: time, &chronicle)
    health.resume(at: time, &chronicle)
    tell(.unpaused, at: time, evidence: ["unpause"], &chronicle)
  }

  private mutating func healthAnnounced(_ value: Health, at time: Timestamp, isPast: Bool, _ chronicle: inout Chronicle) {
    guard state == .running else { return }
    if let run, let startedAt = run.startedAt, time < startedAt, isPast || !run.isStartAnnounced { return }
    health.announce(value, at: time, bearer, &chronicle)
    chronicle.markChanged(name)
  }
}
