// Fleet and alerts as one value: what the daemon keeps and what a replay runs.

/// Takes observations and news of deliveries in the order they were made; gives out what happened and who is to be told.
public struct Watchman: Sendable {
  public private(set) var fleet: Fleet
  public private(set) var book: AlertBook
  private var effects = Effects()
  private var changed: Set<ContainerName> = []
  /// When it wanted to be woken, as of the last call.
  private var wakeAt: Uptime?

  public init(fleet: Fleet, book: AlertBook) {
    self.fleet = fleet
    self.book = book
  }

  // MARK: In

  /// Takes one observation.
  public mutating func observe(_ observation: Observation) {
    take(at: observation.arrival) { watchman in
      watchman.fleet.observe(observation)
      watchman.pass(at: observation.arrival)
    }
  }

  /// Other settings of the fleet are in force from now on.
  public mutating func reconfigure(_ settings: FleetSettings, at arrival: Arrival) {
    take(at: arrival) { watchman in
      watchman.fleet.reconfigure(settings, at: arrival)
      watchman.pass(at: arrival)
    }
  }

  /// The book hears what came of it for the fleet.
  private mutating func pass(at arrival: Arrival) {
    let new = fleet.takeEffects()
    book.observe(new, of: fleet, at: arrival)
    append(new)
  }

  public mutating func hear(_ news: DeliveryNews, at arrival: Arrival) {
    take(at: arrival) { $0.book.hear(news, fleet: $0.fleet, at: arrival) }
  }

  public mutating func hear(_ news: StoreNews, at arrival: Arrival) {
    take(at: arrival) { $0.book.hear(news, fleet: $0.fleet, at: arrival) }
  }

  /// Other settings of alerts are in force from now on.
  public mutating func reconfigure(_ settings: AlertSettings, at arrival: Arrival) {
    take(at: arrival) { $0.book.reconfigure(settings, fleet: $0.fleet, at: arrival) }
  }

  private mutating func take(at arrival: Arrival, _ body: (inout Watchman) -> Void) {
    if let wakeAt, arrival.uptime.since(wakeAt) > Self.latestWake { rest(after: arrival.uptime) }
    fleet.note(arrival)
    body(&self)
    // What was due before, as when a process has just begun, is late by no sleep of ours.
    wakeAt = nextDeadline.map { max($0, arrival.uptime) }
  }

  /// Woken later than that, nanoseconds, the host slept, or we did.
  private static let latestWake = 5 * FleetSettings.second
  private static let restAfterSleep = 10 * FleetSettings.second

  /// Time that was slept through proves nothing: what would have spoken against a deadline may still be waiting to be read. It is heard first.
  private mutating func rest(after now: Uptime) {
    let end = now.advanced(by: Self.restAfterSleep)
    fleet.restsUntil = end
    book.restsUntil = end
  }

  /// Changes the fleet itself, as when it is written down.
  public mutating func change<Result>(_ body: (inout Fleet) -> Result) -> Result { body(&fleet) }

  // MARK: Names that are gone

  /// All is written down: lets go of what need not be in memory of names of which nothing is shown. `recall` brings it back.
  public mutating func letGoOfHidden() {
    fleet.letGoOfHidden()
    book.letGoOfRestarts(fleet)
  }

  /// Remembers again, at `now`, what is written down of a name that `Fleet.nameToRecall` gave.
  public mutating func recall(_ name: SavedName?, _ marks: MarksRecord?, at now: Arrival) {
    // Our own clock may have been set since that was written down.
    if let marks { book.recall(marks.moved(by: fleet.wallClockJump)) }
    if let name { fleet.recall(name, at: now) }
  }

  // MARK: Out

  /// What came of everything since the last call.
  public mutating func takeEffects() -> (fleet: Effects, alerts: AlertEffects) {
    let taken = effects
    effects = Effects()
    changed.removeAll(keepingCapacity: true)
    return (taken, book.takeEffects())
  }

  /// The notifications made since the last time; all else waits for `takeEffects`.
  public mutating func takeNotifications() -> [Notification] { book.takeNotifications() }

  /// When either wants to be woken by a `deadline` observation.
  public var nextDeadline: Uptime? {
    guard let fleets = fleet.nextDeadline else { return book.nextDeadline }
    return book.nextDeadline.map { min($0, fleets) } ?? fleets
  }

  private mutating func append(_ new: Effects) {
    effects.transitions += book.settings.showsProbeOutput ? new.transitions : new.transitions.map(\.withoutProbeOutput)
    effects.inspections += new.inspections
    for name in new.changed where changed.insert(name).inserted { effects.changed.append(name) }
    effects.wantsListing = effects.wantsListing || new.wantsListing
    effects.abandonStream = effects.abandonStream ?? new.abandonStream
    effects.labelErrors += new.labelErrors
  }
}
