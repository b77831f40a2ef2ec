// Fleet and alerts as one value: what the daemon keeps and what a replay runs.

/// Takes observations and news of deliveries in the order they were made; gives out what happened and who is to be told.
public struct Watchman: Sendable {
  public private(set) var fleet: Fleet
  public private(set) var book: AlertBook
  private var effects = Effects()
  private var changed: Set<ContainerName> = []

  public init(fleet: Fleet, book: AlertBook) {
    self.fleet = fleet
    self.book = book
  }

  // MARK: In

  /// Takes one observation.
  public mutating func observe(_ observation: Observation) {
    fleet.observe(observation)
    pass(at: observation.arrival)
  }

  /// Other settings of the fleet are in force from now on.
  public mutating func reconfigure(_ settings: FleetSettings, at arrival: Arrival) {
    fleet.reconfigure(settings, at: arrival)
    pass(at: arrival)
  }

  /// The book hears what came of it for the fleet.
  private mutating func pass(at arrival: Arrival) {
    let new = fleet.takeEffects()
    book.observe(new, of: fleet, at: arrival)
    append(new)
  }

  public mutating func hear(_ news: DeliveryNews, at arrival: Arrival) {
    book.hear(news, fleet: fleet, at: arrival)
  }

  public mutating func hear(_ news: StoreNews, at arrival: Arrival) {
    book.hear(news, fleet: fleet, at: arrival)
  }

  /// Other settings of alerts are in force from now on.
  public mutating func reconfigure(_ settings: AlertSettings, at arrival: Arrival) {
    book.reconfigure(settings, fleet: fleet, at: arrival)
  }

  /// Changes the fleet itself, as when it is written down.
  public mutating func change<Result>(_ body: (inout Fleet) -> Result) -> Result { body(&fleet) }

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
    effects.transitions += new.transitions
    effects.inspections += new.inspections
    for name in new.changed where changed.insert(name).inserted { effects.changed.append(name) }
    effects.wantsListing = effects.wantsListing || new.wantsListing
    effects.abandonStream = effects.abandonStream ?? new.abandonStream
    effects.labelErrors += new.labelErrors
  }
}
