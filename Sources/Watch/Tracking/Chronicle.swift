// Where transitions are numbered and counted, and where trackers leave what they want done.

/// Takes transitions from the trackers, numbers them, counts them under their names, and follows the episodes that they make.
struct Chronicle: Sendable {
  var settings: FleetSettings
  var records = Roster<ContainerName, NameRecord>()
  var clock = EngineClock()
  /// When what is being observed reached us.
  var arrival = Arrival(time: Timestamp(nanoseconds: 0), uptime: Uptime(nanoseconds: 0))
  /// When the stream was opened, by the engine's clock: what happens from then on it tells, though answers may tell it sooner.
  var connectedAt: Timestamp?
  /// Up to when everything is confirmed by an event or an agreeing listing.
  var confirmedUpTo: Timestamp?
  /// The stream that is open was opened after the engine had restarted, and what it missed is not reconciled yet.
  var engineHasRestarted = false
  /// At its boot the engine stopped containers that had lived on without it: so it was not the host that went down.
  var bootCleanedUp = false
  /// Events of the ring are from the engine's boot.
  var pastIsBoot = false
  /// So are those that the stream brings with a stamp of then or before; nil once the picture is whole.
  var bootEndedAt: Timestamp?
  /// When somebody first used the API, as far as the events of this connect tell: it is served once the boot is over (moby
  /// cmd/dockerd/daemon.go: `start`).
  var firstCallAt: Timestamp?
  /// The engine keeps containers running while it is away.
  var liveRestore = false
  /// Though not those with `--rm`.
  var removesFleetingAtBoot = false
  /// The longest StopTimeout of a watched container, nanoseconds: how long an engine may take to go down.
  var longestStopTimeout: Int64 = 10 * FleetSettings.second

  /// What the caller takes away.
  var effects = Effects()
  /// Names whose deadline may have moved.
  var restless: [ContainerName] = []

  /// Names whose record is other than what was saved of it.
  var unsaved: [ContainerName] = []

  /// The number of the last transition.
  var sequence: Int64 = 0

  init(settings: FleetSettings) {
    self.settings = settings
  }

  var uptime: Uptime { arrival.uptime }
  /// The engine's time now.
  var now: Timestamp { clock.now(at: arrival) }
  /// How long ago something stamped with that time was.
  func age(of time: Timestamp) -> Int64 { max(0, now.since(time)) }

  /// Whether something stamped with that time is a doing of the engine's boot, as far as the time can tell.
  func isOfBoot(_ time: Timestamp, isPast: Bool) -> Bool {
    isSinceBoot(time, isPast: isPast) && !isAfterBoot(time, isPast: isPast)
  }

  /// Whether it is of the time from the engine's boot to the connect.
  func isSinceBoot(_ time: Timestamp, isPast: Bool) -> Bool {
    pastIsBoot && (isPast || bootEndedAt.map { time <= $0 } ?? false)
  }

  /// Whether the API was served by then: somebody had used it, or we had.
  func isAfterBoot(_ time: Timestamp, isPast: Bool) -> Bool {
    firstCallAt.map { time > $0 } ?? false || !isPast && bootEndedAt.map { time > $0 } ?? false
  }

  /// Takes note of what happens at somebody's request alone.
  mutating func noteCall(_ event: EngineEvent) {
    switch event.action {
    case .create, .rename, .pause, .restart, .update: firstCallAt = min(firstCallAt ?? event.time, event.time)
    // These a boot does as well, or a container by itself.
    case .start, .die, .kill, .stop, .oom, .unpause, .destroy, .healthStatus, .other: break
    }
  }

  /// Whether the stream is still to tell of something that an answer has shown.
  func isStreamToTell(of time: Timestamp?) -> Bool {
    guard let time, let connectedAt else { return false }
    return time > connectedAt && now.since(connectedAt) < Self.longestLag
  }

  /// What has not come by then, after it happened or after the connect, does not come any more.
  static let longestLag = 3 * FleetSettings.second

  mutating func noteStopTimeout(of identity: Identity?) {
    let seconds = min(max(identity?.stopTimeout ?? 10, 0), 86_400)
    longestStopTimeout = max(longestStopTimeout, Int64(seconds) * FleetSettings.second)
  }

  // MARK: Recording

  /// Records a transition that belongs to a container. Those of compose's temporary names are told, but count for nobody.
  mutating func record(
    _ kind: Transition.Kind, of id: ContainerID, named name: ContainerName, counts: Bool, at time: Timestamp, inferred: Bool = false,
    evidence: [String] = [], identity: Identity? = nil
  ) {
    sequence += 1
    effects.transitions.append(
      Transition(sequence: sequence, time: time, name: name, id: id, kind: kind, isInferred: inferred, evidence: evidence))
    effects.origins.append(Effects.Origin(identity: identity, counts: counts))
    if counts {
      count(kind, of: id, under: name, at: time, overrides: identity?.overrides)
      restless.append(name)
    }
  }

  /// Records a stretch that was not seen.
  mutating func record(_ gap: Gap) {
    sequence += 1
    effects.transitions.append(
      Transition(sequence: sequence, time: gap.end, name: nil, id: nil, kind: .gap(gap), evidence: []))
    effects.origins.append(Effects.Origin(identity: nil, counts: false))
  }

  private mutating func count(
    _ kind: Transition.Kind, of id: ContainerID, under name: ContainerName, at time: Timestamp, overrides: LabelOverrides?
  ) {
    change(name) { record in
      switch kind {
      case .start(let reason): record.counters.starts[reason.index] += 1
      case .exit(let exit): record.counters.exits[exit.outcome.index] += 1
      case .startFailed: record.counters.startFailures += 1
      case .health(let change): if let index = change.to.countedIndex { record.counters.healthTransitions[index] += 1 }
      case .created, .removed, .paused, .unpaused, .renamed, .gap: break
      }
    }
    // What is told late of one that another has followed under its name is no part of the other's episodes.
    if records[name]?.current == id { follow(kind, under: name, at: time, overrides: overrides) }
  }

  private mutating func follow(_ kind: Transition.Kind, under name: ContainerName, at time: Timestamp, overrides: LabelOverrides?) {
    let age = age(of: time)
    // Of a container taken up again they may be anything.
    let restarts = max(1, overrides?.crashLoopRestarts ?? settings.crashLoopRestarts)
    let window = max(0, overrides?.crashLoopWindow ?? settings.crashLoopWindow)
    let (changes, flappingWindow, uptime) = (settings.flappingChanges, settings.flappingWindow, uptime)
    change(name) { record in
      switch kind {
      case .start(let reason):
        record.flapping.runBegan()
        record.crashLoop.started(
          byPolicy: reason == .policy, time: time, at: uptime, age: age, threshold: restarts, window: window)
      case .exit(let exit):
        if exit.outcome == .restarted { record.crashLoop.exited() } else { record.crashLoop.end() }
      case .health(let change) where change.isBetweenHealthyAndUnhealthy:
        record.flapping.changed(time: time, at: uptime, age: age, threshold: changes, window: flappingWindow)
      case .removed:
        record.endEpisodes()
      case .created, .paused, .unpaused, .startFailed, .health, .renamed, .gap:
        break
      }
    }
  }

  /// Restarts found only by their number: they count, but have no place in a window and no record of their own.
  mutating func countRestarts(_ number: Int, under name: ContainerName) {
    change(name) {
      $0.counters.exits[ExitOutcome.restarted.index] += Int64(number)
      $0.counters.starts[StartReason.policy.index] += Int64(number)
    }
  }

  /// A start with a health check: counted without a record, as the engine never announces it.
  mutating func countStarting(under name: ContainerName) {
    change(name) { $0.counters.healthTransitions[0] += 1 }
  }

  mutating func countOOMKill(under name: ContainerName) {
    change(name) { $0.counters.oomKills += 1 }
    effects.oomKills.append(name)
  }

  /// The run is broken, whatever the verdict will be.
  mutating func runEnded(under name: ContainerName, of id: ContainerID) {
    guard records[name]?.current == id else { return }
    change(name) { $0.crashLoop.exited() }
  }

  /// From `time` on the health under that name is another; the time before is credited to the old one as far as it is confirmed.
  mutating func healthChanged(under name: ContainerName, of id: ContainerID, to new: Health, at time: Timestamp) {
    guard records[name]?.current == id else { return }
    let confirmed = confirmedUpTo
    change(name) { $0.healthChanged(to: new, at: time, confirmedUpTo: confirmed) }
  }

  // MARK: Names

  /// Changes a name's record and marks its view as changed.
  mutating func change(_ name: ContainerName, _ body: (inout NameRecord) -> Void) {
    let place = records.place(of: name, orInsert: NameRecord())
    let (wasDirty, wasUnsaved) = records.change(at: place) { record in
      body(&record)
      defer { (record.isDirty, record.isUnsaved) = (true, true) }
      return (record.isDirty, record.isUnsaved)
    }
    if !wasDirty { effects.changed.append(name) }
    if !wasUnsaved { unsaved.append(name) }
  }

  /// The view under that name is another; temporary names have none.
  mutating func markChanged(_ name: ContainerName) {
    guard let place = records.place(of: name), !records.values[place].isDirty else { return }
    records.change(at: place) { $0.isDirty = true }
    effects.changed.append(name)
  }

  /// The caller has been told that the view under that name changed.
  mutating func published(_ name: ContainerName) {
    guard let place = records.place(of: name) else { return }
    records.change(at: place) { $0.isDirty = false }
  }

  /// A container takes the name; `isFollowed`: it had it before the one that bears it.
  mutating func claim(_ name: ContainerName, by id: ContainerID, isFollowed: Bool = false) {
    let confirmed = confirmedUpTo
    change(name) { record in
      record.rivals?.removeAll { $0 == id }
      if isFollowed {
        record.rivals = [id] + (record.rivals ?? [])
        return
      }
      if let other = record.current, other != id {
        // Whose removal has been missed, or is still to be told.
        if let confirmed { record.healthChanged(to: .unknown, at: confirmed, confirmedUpTo: confirmed) }
        record.endEpisodes()
        record.rivals = (record.rivals ?? []) + [other]
      }
      record.current = id
      record.removal = nil
    }
  }

  /// Whether the container that bears the name has a health check.
  mutating func setHealthcheck(_ hasHealthcheck: Bool, under name: ContainerName, of id: ContainerID) {
    guard let record = records[name], record.current == id, record.hasHealthcheck != hasHealthcheck else { return }
    change(name) { $0.hasHealthcheck = hasHealthcheck }
  }

  /// A container gives the name up, by removal or rename; what was counted stays visible for a while, or not at all.
  /// Gives back the container that bears it still.
  @discardableResult
  mutating func release(_ name: ContainerName, by id: ContainerID, hidden: Bool = false) -> ContainerID? {
    guard let record = records[name] else { return nil }
    if record.rivals?.contains(id) == true { change(name) { $0.rivals?.removeAll { $0 == id } } }
    guard record.current == id else { return nil }
    if let heir = record.rivals?.last {
      let confirmed = confirmedUpTo
      change(name) { record in
        record.healthChanged(to: .unknown, at: confirmed ?? Timestamp(nanoseconds: 0), confirmedUpTo: confirmed)
        record.endEpisodes()
        record.current = heir
        record.rivals?.removeLast()
      }
      return heir
    }
    let hiddenAt = hidden ? uptime : uptime.advanced(by: settings.removedRetention)
    let forgottenAt = uptime.advanced(by: max(settings.historyRetention, settings.removedRetention))
    let confirmed = confirmedUpTo
    change(name) { record in
      record.healthChanged(to: .unknown, at: confirmed ?? Timestamp(nanoseconds: 0), confirmedUpTo: confirmed)
      record.current = nil
      record.endEpisodes()
      record.removal = NameRecord.Removal(hiddenAt: hiddenAt, forgottenAt: forgottenAt)
    }
    restless.append(name)
    return nil
  }

  /// Asks for an inspect of a container.
  mutating func inspect(_ id: ContainerID, urgently: Bool = true) {
    effects.inspections.append(InspectRequest(id: id, isUrgent: urgently))
  }

  /// Everything up to this time is confirmed.
  mutating func confirm(upTo time: Timestamp) {
    if let confirmedUpTo, confirmedUpTo >= time { return }
    confirmedUpTo = time
  }
}

extension Health {
  /// Its place in counters about health; nil for those that are not counted.
  public var countedIndex: Int? {
    switch self {
    case .starting: 0
    case .healthy: 1
    case .unhealthy: 2
    case .none, .unknown: nil
    }
  }
}
