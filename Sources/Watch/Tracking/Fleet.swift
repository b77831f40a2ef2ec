// All containers of one engine: where observations come in, and transitions, wishes and views come out.

/// The pure core: takes observations in the order they were made and says what they mean. No clock, no I/O; time arrives in the observation.
public struct Fleet: Sendable {
  public var settings: FleetSettings { chronicle.settings }
  /// A full listing (list and inspect of every row) has been seen: what is shown is true.
  public private(set) var isReady = false
  /// A full listing was seen at some time, if only by an earlier process: what is found from then on is no first sight.
  var hasBaseline: Bool { watchedSince != nil }
  /// When that listing was whole (engine's clock): before it nothing was watched.
  public internal(set) var watchedSince: Timestamp?
  /// The engine has been out of reach for longer than `reconcileInterval`: state and health are not known any more.
  public private(set) var isEngineStale = false
  public private(set) var isConnected = false
  /// The engine connected to last.
  public internal(set) var engine: EngineDescription?
  /// The engine's clock at the last connect or event: what its ring holds from before then is known.
  public internal(set) var lastHeard: Timestamp?

  var trackers = Roster<ContainerID, ContainerTracker>()
  var chronicle: Chronicle
  /// Containers that exist and are not watched.
  var ignored: Set<ContainerID> = []
  /// Not watched under earlier settings; under the present ones they may be, which inspect will tell.
  var reconsidered: Set<ContainerID> = []
  /// Containers that are gone: what still comes of them is late.
  var departed = LastSeen<ContainerID>(capacity: departedCapacity)
  static let departedCapacity = 512
  /// Listed on a live stream that never announced them, and since when.
  var strangers: [ContainerID: Uptime] = [:]
  var fullListing: FullListing?
  /// The last events by their fingerprints: `since` is inclusive, and a reconnect brings again what was seen.
  var recent = LastSeen<UInt64>(capacity: recentCapacity)
  /// Four times the engine's ring of 256 events.
  static let recentCapacity = 1024
  private var deadlines = DeadlineQueue()
  var openGap: OpenGap?
  private var staleAt: Uptime?
  /// Nobody is woken before then.
  var restsUntil: Uptime?
  private var wallClock = WallClock()
  /// Our wall clock was set by so much: what is saved is to be known by the new one.
  var wallClockJump: Int64 = 0
  /// Where the last live listing stopped its round of containers that nothing has been heard of.
  var roundPosition = 0

  /// Whether somebody takes the changes to write them down.
  public var isSaved = false
  /// Containers that are other than what was saved of them, and those that are gone since.
  var unsaved: [ContainerID] = []
  var gone: [ContainerID] = []
  /// Names no longer remembered that may still be saved.
  var forgotten: [ContainerName] = []
  /// Names that nobody bears, of which nothing is shown any more, as far as they are in memory.
  var hidden: [ContainerName] = []
  /// When those are looked through for one to be forgotten.
  var forgetsAt: Uptime?
  /// What was saved last of these.
  var savedUpTo: Timestamp?
  var savedSequence: Int64 = 0
  var savedLastHeard: Timestamp?

  /// The full listing that follows each connect.
  struct FullListing: Sendable {
    var connectedAt: Uptime
    /// Nil until the list has come.
    var outstanding: Set<ContainerID>?
    /// When what is outstanding is asked for again.
    var askAgainAt: Uptime
  }

  /// A stretch not seen whose end has not come yet.
  struct OpenGap: Sendable {
    var start: Timestamp
    var cause: GapCause
  }

  public init(settings: FleetSettings = FleetSettings()) {
    chronicle = Chronicle(settings: settings)
  }

  // MARK: In

  /// Takes one observation.
  public mutating func observe(_ observation: Observation) {
    note(observation.arrival)
    switch observation.content {
    case .connected(let connection): connected(connection)
    case .event(let event): received(event, isPast: false)
    case .past(let event): received(event, isPast: true)
    case .disconnected: disconnected()
    case .unreachable: unreachable()
    case .listed(let listing): listed(listing)
    case .inspected(let answer): answered(answer)
    case .deadline: break
    }
    completeIfWhole()
    wakeSleepers()
  }

  /// What time it is: what is saved is known by it.
  mutating func note(_ arrival: Arrival) {
    chronicle.arrival = arrival
    guard let jump = wallClock.jump(at: arrival) else { return }
    let (sum, overflow) = wallClockJump.addingReportingOverflow(jump)
    wallClockJump = overflow ? jump : sum
  }

  // MARK: Out

  /// What the observations since the last call led to.
  public mutating func takeEffects() -> Effects {
    let effects = chronicle.effects
    chronicle.effects = Effects()
    for name in effects.changed { chronicle.published(name) }
    return effects
  }

  /// When the fleet wants to be woken by a `deadline` observation.
  public var nextDeadline: Uptime? {
    var earliest = deadlines.earliest
    for other in [staleAt, fullListing?.askAgainAt, forgetsAt] {
      guard let other else { continue }
      earliest = earliest.map { min($0, other) } ?? other
    }
    guard let restsUntil else { return earliest }
    return earliest.map { max($0, restsUntil) }
  }

  /// Up to when (engine's clock) everything is confirmed by an event or an agreeing listing: counters that grow with time grow up to here.
  public var confirmedUpTo: Timestamp? { chronicle.confirmedUpTo }

  /// All names that have a view, in no order.
  public var names: [ContainerName] { chronicle.records.keys.filter { chronicle.records[$0]?.removal?.isHidden != true } }

  /// What is known under a name; nil if nothing is shown.
  public func view(of name: ContainerName) -> ContainerView? {
    guard let record = chronicle.records[name], record.removal?.isHidden != true else { return nil }
    return ContainerView(
      name: name, present: record.current.flatMap { trackers[$0]?.present }, counters: record.counters,
      hasHealthcheck: record.hasHealthcheck, isFlapping: record.flapping.isActive, isCrashLooping: record.crashLoop.isActive)
  }

  // MARK: Connection

  private mutating func connected(_ connection: Connection) {
    let isFirst = engine == nil
    engine = connection.engine
    isConnected = true
    isEngineStale = false
    staleAt = nil
    if let time = connection.engineTime { chronicle.clock.set(time, at: chronicle.uptime) }
    chronicle.connectedAt = connection.engineTime
    chronicle.liveRestore = connection.engine.liveRestore
    chronicle.removesFleetingAtBoot = connection.engine.removesFleetingAtBoot
    lastHeard = connection.engineTime ?? lastHeard
    chronicle.pastIsBoot = connection.engineRestarted && !isFirst
    chronicle.firstCallAt = nil
    chronicle.bootEndedAt = chronicle.pastIsBoot ? connection.boundOfBoot : nil
    if chronicle.pastIsBoot {
      chronicle.engineHasRestarted = true
      // Another run of the engine tells nothing of the one before.
      recent.removeAll()
    }
    if connection.isContinuous && fullListing == nil { openGap = nil }
    // Whatever the engine did while nobody watched, that is why it was not seen.
    if chronicle.engineHasRestarted, openGap?.cause != .daemonStopped { openGap?.cause = .engineRestarted }
    for id in trackers.keys.sorted(by: { $0.text < $1.text }) { change(id) { $0.reconnected(&$1) } }
    strangers.removeAll()
    fullListing = FullListing(
      connectedAt: chronicle.uptime, outstanding: nil, askAgainAt: chronicle.uptime.advanced(by: settings.reconcileInterval))
    chronicle.effects.wantsListing = true
  }

  private mutating func disconnected() {
    guard isConnected else { return }
    isConnected = false
    staleAt = chronicle.uptime.advanced(by: settings.reconcileInterval)
    fullListing?.outstanding = nil
    fullListing?.askAgainAt = Uptime(nanoseconds: .max)
    if isReady, openGap == nil { openGap = OpenGap(start: chronicle.confirmedUpTo ?? chronicle.now, cause: .streamLost) }
    for id in trackers.keys { change(id) { tracker, _ in tracker.streamEnded() } }
  }

  private mutating func unreachable() {
    guard !isConnected else { return }
    for id in trackers.keys.sorted(by: { $0.text < $1.text }) { change(id) { $0.engineUnreachable(&$1) } }
  }

  /// List and inspect of every row have come: what is known is whole again.
  mutating func completeFullListing() {
    fullListing = nil
    isReady = true
    watchedSince = watchedSince ?? chronicle.now
    for id in trackers.keys {
      change(id) { tracker, chronicle in
        tracker.mayInfer = false
        if chronicle.engineHasRestarted { tracker.engineIsBack() }
      }
    }
    chronicle.confirm(upTo: chronicle.now)
    if chronicle.engineHasRestarted { chronicle.effects.engineReturned = true }
    chronicle.engineHasRestarted = false
    chronicle.bootCleanedUp = false
    chronicle.bootEndedAt = nil
    // Episodes do not end while nothing is seen.
    for name in chronicle.records.keys { schedule(name) }
    if let openGap {
      chronicle.record(Gap(start: openGap.start, end: max(openGap.start, chronicle.now), cause: openGap.cause))
      self.openGap = nil
    }
  }

  // MARK: Events

  private mutating func received(_ event: EngineEvent, isPast: Bool) {
    guard recent.insert(event.fingerprint) else { return }
    if lastHeard.map({ $0 < event.time }) ?? true { lastHeard = event.time }
    chronicle.clock.saw(event.time, at: chronicle.uptime)
    chronicle.noteCall(event)
    if !isPast, fullListing == nil, isConnected { chronicle.confirm(upTo: min(event.time, chronicle.now)) }
    apply(event, isPast: isPast)
  }

  // MARK: Time

  /// Changes one container, and notes when it wants to be woken.
  mutating func change(_ id: ContainerID, _ body: (inout ContainerTracker, inout Chronicle) -> Void) {
    if let place = trackers.place(of: id) { change(at: place, body) }
  }

  mutating func change(at place: Int, _ body: (inout ContainerTracker, inout Chronicle) -> Void) {
    let deadline = trackers.change(at: place) { tracker -> Uptime? in
      body(&tracker, &chronicle)
      if isSaved, !tracker.isUnsaved {
        tracker.isUnsaved = true
        unsaved.append(tracker.id)
      }
      guard let deadline = tracker.deadline else { return nil }
      if let scheduled = tracker.scheduled, scheduled <= deadline { return nil }
      tracker.scheduled = deadline
      return deadline
    }
    if let deadline { deadlines.insert(.container(trackers.keys[place]), at: deadline) }
    // Its exit is judged: nothing keeps it here any more.
    if let time = trackers.values[place].destroyedAt, trackers.values[place].pending == nil {
      remove(trackers.keys[place], at: time, inferred: false)
    }
  }

  private mutating func wakeSleepers() {
    let now = chronicle.uptime
    // Episodes and retention belong to names; whichever changed may have a new deadline.
    while let name = chronicle.restless.popLast() {
      schedule(name)
    }
    if let restsUntil, restsUntil > now { return }
    restsUntil = nil
    if let staleAt, staleAt <= now {
      self.staleAt = nil
      isEngineStale = true
    }
    if let listing = fullListing, listing.askAgainAt <= now { askAgain() }
    if let forgetsAt, forgetsAt <= now { forgetHidden() }
    while let sleeper = deadlines.popDue(now) {
      switch sleeper {
      case .container(let id): wake(id)
      case .name(let name): wake(name)
      }
    }
  }

  private mutating func wake(_ id: ContainerID) {
    guard let place = trackers.place(of: id) else { return }
    trackers.change(at: place) { $0.scheduled = nil }
    if trackers.values[place].held == nil {
      change(at: place) { $0.wake(&$1) }
    } else {
      stillHeld(id)
    }
  }

  mutating func schedule(_ name: ContainerName) {
    let deadline = chronicle.records.place(of: name).flatMap { place in
      chronicle.records.change(at: place) { record -> Uptime? in
        guard let deadline = record.deadline, record.scheduled.map({ $0 > deadline }) ?? true else { return nil }
        record.scheduled = deadline
        return deadline
      }
    }
    if let deadline { deadlines.insert(.name(name), at: deadline) }
  }

  private mutating func wake(_ name: ContainerName) {
    let now = chronicle.uptime
    guard var record = chronicle.records[name] else { return }
    record.scheduled = nil
    var changed = false
    // Episodes do not end while nothing is seen.
    if isConnected, fullListing == nil {
      let (crashLoopEnded, flappingEnded) = (record.crashLoop.wake(now), record.flapping.wake(now))
      changed = crashLoopEnded || flappingEnded
    }
    if let removal = record.removal, removal.hiddenAt <= now, !removal.isHidden {
      record.removal?.isHidden = true
      keepHidden(name, until: removal.forgottenAt)
      changed = true
    }
    let isDue = record.deadline.map { $0 <= now } ?? true
    chronicle.records.set(record, for: name)
    if changed { chronicle.change(name) { _ in } }
    if !isDue { schedule(name) }
  }
}

extension Connection {
  /// The API is served once the boot is over. Some engines say the time in whole seconds only: in the same second the boot may have gone on.
  fileprivate var boundOfBoot: Timestamp? {
    engineTime.map { $0.nanoseconds % FleetSettings.second == 0 ? $0.advanced(by: FleetSettings.second) : $0 }
  }
}
