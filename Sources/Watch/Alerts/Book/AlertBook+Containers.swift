// Alerts about containers: which names are looked at, and when.

extension AlertBook {
  /// Takes transitions and changes of containers. While the engine is out of reach they are only remembered.
  mutating func hearOfContainers(_ effects: Effects, _ fleet: Fleet) {
    for (transition, origin) in zip(effects.transitions, effects.origins) where origin.counts {
      note(transition, of: origin.identity, fleet)
      // What it is down by is told under the name it has now.
      if case .renamed(let old) = transition.kind, let name = transition.name {
        recollectExit(of: name, fleet)
        recollectStartFailure(of: transition.id, named: name, once: old)
      }
    }
    for name in effects.oomKills { noteMemoryKill(name) }
    if effects.engineReturned { expectRestored(fleet) }
    let sees = fleet.seesContainers
    // What fires may have ended meanwhile.
    if sees, !seesContainers { doubtful.formUnion(marks.keys) }
    seesContainers = sees
    doubtful.formUnion(effects.changed)
    for name in effects.changed { noteHidden(name, fleet) }
  }

  /// Looks at all names that may have changed, in order.
  mutating func judgeDoubtful(_ fleet: Fleet) {
    guard seesContainers, !doubtful.isEmpty else { return }
    let names = doubtful.count == 1 ? Array(doubtful) : doubtful.sorted()
    doubtful.removeAll(keepingCapacity: true)
    for name in names { judge(name, fleet) }
  }

  // MARK: Marks

  private mutating func note(_ transition: Transition, of identity: Identity?, _ fleet: Fleet) {
    guard let name = transition.name else { return }
    if case .renamed(let old) = transition.kind { gaveUp(old) }
    guard marks[name] != nil || transition.leavesMark else { return }
    let age = max(0, engineNow.since(transition.time))
    let moment = ContainerMarks.Moment(time: transition.time, uptime: now.advanced(by: -age))
    let kept = settings.restartsKept
    if let bearer = fleet.bearer(of: name), bearer != transition.id {
      // Late news of one that another has followed under its name.
      if transition.kind == .start(.policy) { change(name) { $0.restarted(at: moment.uptime, restartsKept: kept) } }
    } else {
      change(name) { $0.note(transition, of: identity, at: moment, restartsKept: kept) }
    }
    doubtful.insert(name)
  }

  /// Changes what is remembered of a name, which is written down, and looked at when containers can be seen.
  mutating func change(_ name: ContainerName, _ body: (inout ContainerMarks) -> Void) {
    var new = recallMarks(of: name)
    body(&new)
    keep(new, name)
    doubtful.insert(name)
  }

  private mutating func keep(_ new: ContainerMarks?, _ name: ContainerName) {
    guard marks[name] != new else { return }
    marks[name] = new
    outbox.marks.insert(name)
  }

  /// Nobody bears that name any more, though nothing was removed.
  private mutating func gaveUp(_ name: ContainerName) {
    guard marks[name] != nil else { return }
    let gone = ContainerMarks.Gone(at: now, removedItself: false)
    change(name) { $0.gone = gone }
  }

  private mutating func noteMemoryKill(_ name: ContainerName) {
    let kill = ContainerMarks.MemoryKill(at: now, time: engineNow, exit: marks[name]?.exit.flatMap { $0.exit.oom ? $0.exit : nil })
    change(name) { $0.memoryKill = kill }
  }

  /// A container is down by an exit that is a rule's matter, under whatever name it bears now.
  private mutating func recollectExit(of name: ContainerName, _ fleet: Fleet) {
    guard let reading = fleet.reading(of: name), reading.isDown, let last = reading.lastExit, let outcome = last.outcome, outcome.leavesMark
    else { return }
    change(name) { marks in
      if marks.id != reading.id { marks.becomeOf(reading.id) }
      guard marks.exit == nil else { return }
      marks.identity = reading.identity
      marks.exit = ContainerMarks.ExitMark(exit: Exit(outcome: outcome, exitCode: last.code), time: last.time, evidence: [])
    }
  }

  private mutating func recollectStartFailure(of id: ContainerID?, named name: ContainerName, once old: ContainerName) {
    guard let former = marks[old], former.id == id, let failure = former.startFailure else { return }
    change(name) { marks in
      if marks.id != id { marks.becomeOf(id) }
      marks.identity = former.identity
      marks.startFailure = failure
    }
  }

  /// The engine is back: what its policy should have started is given a while.
  private mutating func expectRestored(_ fleet: Fleet) {
    let end = now.advanced(by: settings[.containerNotRestored].grace ?? 0)
    for name in fleet.names {
      guard let reading = fleet.reading(of: name), reading.shouldRunAfterBoot else { continue }
      change(name) { marks in
        marks.id = reading.id
        marks.expectedUpBy = end
      }
    }
  }

  // MARK: Judging

  /// Asks every rule about one name.
  mutating func judge(_ name: ContainerName, _ fleet: Fleet) {
    let reading = fleet.reading(of: name)
    guard marks[name] != nil || reading?.isRemarkable == true else { return }
    var remembered = recallMarks(of: name)
    remembered.compare(with: reading, now: now, engineNow: engineNow)
    var judged = remembered
    judged.hasStarted = nil
    keep(judged, name)
    let container = ContainerCase(marks: remembered, reading: reading, now: now)
    var isActive = false
    let now = now
    var next: Uptime?
    func wake(at time: Uptime?) {
      if let time, time > now { next = next.map { min($0, time) } ?? time }
    }
    for alert in AlertName.judged {
      let key = AlertKey(name: alert, subject: name.text)
      wake(at: judge(key, container))
      let firesAt = pending[key]?.firesAt
      wake(at: firesAt)
      isActive = isActive || firesAt != nil || isFiring(key)
    }
    alarms.set(.container(name), at: next)
    if !isActive, next == nil { forgetMarks(name, container, fleet) }
  }

  /// Asks one rule; gives back when it wants to be asked again.
  private mutating func judge(_ key: AlertKey, _ container: ContainerCase) -> Uptime? {
    let rule = settings[key.name]
    let isEnabled = rule.isEnabled && container.overrides?.disabledAlerts.contains(key.name) != true
    let wasFiring = isFiring(key)
    let holds = isEnabled && !(key.name == .containerRestartingOften && container.isPutToRest && isUntold(key))
    let ruling = holds ? container.ruling(on: key.name, rule, isFiring: wasFiring) : .doesNotHold
    guard ruling.holds || wasFiring || pending[key] != nil else { return ruling.askAgainAt }
    let holdsFor = key.name == .containerUnhealthy ? container.overrides?.unhealthyFor ?? rule.holdsFor : rule.holdsFor
    let words = ContainerWords(name: ContainerName(key.subject), container: container, settings: settings)
    apply(ruling, to: key, holdsFor: holdsFor) { words.draft(key.name, rule) }
    if wasFiring, ruling.holds, words.hasNews(of: key.name) { rewrite(key, words.annotations(key.name)) }
    return ruling.askAgainAt
  }

  /// Fires, and nobody has been told so: a crash loop kept it quiet, or its group still waits.
  private func isUntold(_ key: AlertKey) -> Bool {
    guard let place = entries.place(of: key), entries.values[place].isFiring else { return false }
    return !isAwaited(entries.values[place].alert)
  }

  /// Nothing is wrong, and nothing waits: the restarts alone are remembered, for as long as they count.
  private mutating func forgetMarks(_ name: ContainerName, _ container: ContainerCase, _ fleet: Fleet) {
    alarms.cancel(.container(name))
    let restarts = container.marks.restarts
    guard let last = restarts.last, now.since(last) < restartsWindow else { return keep(nil, name) }
    if container.reading == nil {
      keepRestartsAlone(of: name, restarts, fleet)
    } else {
      alarms.set(.container(name), at: last.advanced(by: restartsWindow))
    }
  }
}

extension AlertName {
  /// The alerts about containers, in the order in which they are judged: first the one that quiets others.
  static let judged: [AlertName] = [.containerCrashLooping] + allCases.filter { $0.isAboutContainer && $0 != .containerCrashLooping }
}

extension Transition {
  /// Whether a rule may ask for it later.
  fileprivate var leavesMark: Bool {
    switch kind {
    case .start(let reason): reason == .policy
    case .startFailed: true
    case .health(let change): change.to == .unhealthy
    case .exit(let exit): exit.outcome.leavesMark
    case .created, .removed, .paused, .unpaused, .renamed, .gap: false
    }
  }
}

extension ExitOutcome {
  fileprivate var leavesMark: Bool { self != .stopped && self != .completed && self != .engineShutdown }
}

extension ContainerReading {
  /// Whether some rule may have something to say.
  fileprivate var isRemarkable: Bool { isFlapping || isCrashLooping || health == .unhealthy || health == .starting }
}

extension ContainerMarks {
  /// Takes over what the reading tells by itself.
  fileprivate mutating func compare(with reading: ContainerReading?, now: Uptime, engineNow: Timestamp) {
    guard let reading else {
      if gone == nil { gone = Gone(at: now, removedItself: false) }
      startingSince = nil
      return
    }
    gone = nil
    if let identity = reading.identity { self.identity = identity }
    if id == nil { id = reading.id }
    startingSince = reading.health == .starting ? startingSince ?? now : nil
    if reading.health != .unhealthy { unhealthySince = nil }
    if reading.isRunning {
      downSince = nil
    } else if downSince == nil {
      downSince = now.advanced(by: -max(0, reading.lastExit.map { engineNow.since($0.time) } ?? 0))
    }
  }
}
