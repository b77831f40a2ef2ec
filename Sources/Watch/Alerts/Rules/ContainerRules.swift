// When an alert about a container holds: one function for each row of the table.

/// One container as the rules see it, and the moment.
struct ContainerCase: Sendable {
  var marks: ContainerMarks
  /// Nil when nobody bears the name.
  var reading: ContainerReading?
  var now: Uptime
  /// What its labels say of alerts.
  let overrides: LabelOverrides?

  init(marks: ContainerMarks, reading: ContainerReading?, now: Uptime) {
    self.marks = marks
    self.reading = reading
    self.now = now
    overrides = (reading?.identity ?? marks.identity)?.overrides
  }

  /// Whether the alert holds; `isFiring`: it fires already, and the question is whether it goes on.
  func ruling(on name: AlertName, _ rule: AlertRule, isFiring: Bool) -> Ruling {
    switch name {
    case .containerUnhealthy: unhealthy(isFiring)
    case .containerHealthFlapping: Ruling(holds: reading?.isFlapping == true)
    case .containerHealthStuckStarting: stuckStarting(rule, isFiring)
    case .containerCrashLooping: Ruling(holds: reading?.isCrashLooping == true)
    case .containerRestartingOften: restartingOften(rule, isFiring)
    case .containerRestartsExhausted: down(isFiring) { $0.exit.outcome == .exhausted }
    case .containerRestartFailed: down(isFiring) { $0.exit.outcome == .restartFailed || $0.exit.outcome == .restartCancelled }
    case .containerStartFailed: startFailed(isFiring)
    case .containerExited: exited(isFiring)
    case .containerOOMKilled: killedForMemory(rule)
    case .containerNotRestored: notRestored(isFiring)
    case .engineUnreachable, .dogwatchStoreFailing, .dogwatchDeliveryFailing: .doesNotHold
    }
  }

  // MARK: Health

  /// A restart, a pause and flapping do not end it; an exit does that no start follows within ten seconds.
  private func unhealthy(_ isFiring: Bool) -> Ruling {
    guard let reading else { return .doesNotHold }
    guard isFiring else { return Ruling(holds: reading.health == .unhealthy && reading.state == .running, since: marks.unhealthySince) }
    if reading.isRunning {
      if !reading.hasHealthcheck { return .doesNotHold }
      return Ruling(holds: reading.health != .healthy || reading.isFlapping)
    }
    let end = (marks.downSince ?? now).advanced(by: Self.patience)
    return Ruling(holds: now < end, askAgainAt: end)
  }

  private static let patience = 10 * FleetSettings.second

  private func stuckStarting(_ rule: AlertRule, _ isFiring: Bool) -> Ruling {
    guard let reading, reading.health == .starting else { return .doesNotHold }
    if isFiring { return .holds }
    guard reading.state == .running, let since = marks.startingSince, let check = reading.identity?.healthcheck else { return .doesNotHold }
    let end = since.advanced(by: check.longestStarting).advanced(by: rule.margin ?? 0)
    return Ruling(holds: now >= end, askAgainAt: end)
  }

  // MARK: Restarts

  /// Belongs to the name: a container made anew under it goes on counting.
  private func restartingOften(_ rule: AlertRule, _ isFiring: Bool) -> Ruling {
    let (window, number) = (rule.window ?? 0, rule.restarts ?? 1)
    guard let last = marks.restarts.last else { return .doesNotHold }
    if isFiring {
      var end = last.advanced(by: window)
      if reading == nil, let gone = marks.gone { end = min(end, gone.at.advanced(by: Self.awaitedAfterRemoval)) }
      return Ruling(holds: now < end, askAgainAt: end)
    }
    guard !isPutToRest else { return .doesNotHold }
    let first = marks.restarts.count >= number ? marks.restarts[marks.restarts.count - number] : nil
    return Ruling(holds: first.map { last.since($0) <= window && now.since(last) < window } ?? false)
  }

  /// A person has stopped or removed it: who was not told of its restarts by then need not be.
  var isPutToRest: Bool {
    guard let reading else { return true }
    return reading.isDown && reading.lastExit?.outcome == .stopped
  }

  /// How long a removed container may return under its name before nobody waits for it any more.
  private static let awaitedAfterRemoval = 300 * FleetSettings.second

  /// Ended in a certain way; it goes on until the container starts again or is removed.
  private func down(_ isFiring: Bool, _ fits: (ContainerMarks.ExitMark) -> Bool) -> Ruling {
    guard let reading, reading.isDown else { return .doesNotHold }
    if isFiring, marks.hasStarted != true { return .holds }
    guard let exit = marks.exit, fits(exit) else { return .doesNotHold }
    return Ruling(holds: true, since: exit.time)
  }

  private func startFailed(_ isFiring: Bool) -> Ruling {
    guard let reading, !reading.isRunning, reading.state != .restarting else { return .doesNotHold }
    if isFiring, marks.hasStarted != true { return .holds }
    return Ruling(holds: marks.startFailure != nil, since: marks.startFailure?.time)
  }

  // MARK: Exits

  private func exited(_ isFiring: Bool) -> Ruling {
    if reading == nil { return exitedAndGone(isFiring) }
    return down(isFiring) { $0.isWorthTelling(of: marks.identity) }
  }

  /// One that removed itself (`--rm`) is told of all the same, for ten minutes.
  private func exitedAndGone(_ isFiring: Bool) -> Ruling {
    guard let gone = marks.gone, gone.removedItself, let exit = marks.exit, exit.isWorthTelling(of: marks.identity) else {
      return .doesNotHold
    }
    let end = gone.at.advanced(by: Self.toldAfterRemoval)
    return Ruling(holds: now < end, since: exit.time, askAgainAt: end)
  }

  private static let toldAfterRemoval = 600 * FleetSettings.second

  private func killedForMemory(_ rule: AlertRule) -> Ruling {
    guard let kill = marks.memoryKill else { return .doesNotHold }
    let end = kill.at.advanced(by: rule.resolveAfter ?? 0)
    return Ruling(holds: now < end, since: kill.time, askAgainAt: end)
  }

  // MARK: The engine's return

  private func notRestored(_ isFiring: Bool) -> Ruling {
    guard let reading, !reading.isRunning else { return .doesNotHold }
    if isFiring { return Ruling(holds: marks.exit?.exit.outcome != .stopped && marks.hasStarted != true) }
    guard let end = marks.expectedUpBy else { return .doesNotHold }
    return Ruling(holds: now >= end, askAgainAt: end)
  }
}

extension ContainerMarks.ExitMark {
  /// Whether a person wants to hear of it: not if somebody's terminal was attached, or if something else looks after the container.
  func isWorthTelling(of identity: Identity?) -> Bool {
    if identity?.attachStdin == true || identity?.isOneOffOrTask == true { return false }
    return exit.outcome == .failed || exit.outcome == .unknown && exit.exitCode.map { $0 != 0 } ?? false
  }
}

extension Healthcheck {
  /// How long it explains that a container is still starting: start_period + (interval + timeout) × (retries + 1).
  var longestStarting: Int64 {
    let (round, tooLong) = interval.addingReportingOverflow(timeout)
    let (rounds, overflow) = round.multipliedReportingOverflow(by: Int64(min(retries, .max - 1)) + 1)
    let (sum, tooLongAgain) = rounds.addingReportingOverflow(startPeriod)
    return tooLong || overflow || tooLongAgain ? .max : sum
  }
}

extension ContainerReading {
  /// Whether the policy should have it running after an engine start (moby daemon/daemon.go: `restore`).
  var shouldRunAfterBoot: Bool {
    guard !isRunning, state != .created, let policy = identity?.policy else { return false }
    switch policy {
    case .no: return false
    // Even if a person had stopped it.
    case .always: return true
    case .unlessStopped: return lastExit?.outcome == .engineShutdown
    case .onFailure: return lastExit?.outcome == .engineShutdown && lastExit?.code != 0
    }
  }
}
