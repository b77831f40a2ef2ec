// The queue of notifications: who may go now, who is replaced, who has waited too long. A pure value; what it holds is written down with what caused it.

/// Notifications of all webhooks. Each webhook and group has a lane of its own, so that none holds up another: its head is tried until it is delivered,
/// rejected or too old; behind it at most one waits, which a newer one replaces.
public struct Outbox: Sendable {
  /// Beyond so many the oldest is dropped.
  public let capacity: Int

  private var lanes: [LaneKey: OutboxLane] = [:]
  /// Whose each notification is, by its number: numbers rise, so the first is the oldest.
  private var keys: [Int64: LaneKey] = [:]
  private var changed: Set<Int64> = []
  private var removed: Set<Int64> = []

  public init(capacity: Int = 10_000) {
    self.capacity = capacity
  }

  /// Takes up again what was written down.
  public init(capacity: Int = 10_000, restoring entries: [OutboxEntry]) {
    self.init(capacity: capacity)
    for entry in entries.map({ $0.resumed() }).sorted(by: { $0.number < $1.number }) {
      let key = LaneKey(entry.notification)
      keys[entry.number] = key
      if lanes[key] == nil { lanes[key] = OutboxLane(head: entry) } else { lanes[key]?.next = entry }
    }
  }

  // MARK: What waits

  public var count: Int { keys.count }
  public var isEmpty: Bool { keys.isEmpty }

  /// How many wait for a webhook, and since when the oldest does (our own clock).
  public func waiting(for webhook: String) -> (count: Int, since: Timestamp?) {
    let own = lanes.filter { $0.key.webhook == webhook }.values
    return (own.reduce(0) { $0 + ($1.next == nil ? 1 : 2) }, own.map(\.head.notification.time).min())
  }

  /// When the next attempt is due; nil while none is.
  public var nextAttempt: Timestamp? { lanes.values.compactMap(\.nextAttempt).min() }

  /// Heads that may go now, by their numbers; those under way are not among them.
  public func due(at now: Timestamp) -> [OutboxEntry] {
    lanes.values.filter { !$0.isInFlight && $0.head.nextAttempt <= now }.map(\.head).sorted { $0.number < $1.number }
  }

  // MARK: Coming

  /// Queues a notification under its `webhook-id`; gives back what had to make room for it.
  public mutating func add(_ notification: Notification, id: String) -> [Departure] {
    let key = LaneKey(notification)
    guard let lane = lanes[key] else {
      note(notification.number, key)
      lanes[key] = OutboxLane(head: OutboxEntry(notification, id: id, at: notification.time))
      return dropOldest()
    }
    var departures: [Departure] = []
    var newest = notification
    if let waiting = lane.next {
      newest = notification.superseding(waiting.notification)
      forget(waiting.number)
      departures.append(Departure(result: .superseded, notification: waiting.notification))
    }
    note(notification.number, key)
    lanes[key]?.next = OutboxEntry(newest, id: id, at: notification.time)
    return departures + dropOldest()
  }

  private mutating func dropOldest() -> [Departure] {
    var departures: [Departure] = []
    while keys.count > capacity {
      let candidates = keys.filter { number, key in lanes[key]?.isInFlight != true || lanes[key]?.head.number != number }
      guard let oldest = candidates.keys.min(), let departure = leave(oldest, .dropped) else { return departures }
      departures.append(departure)
    }
    return departures
  }

  // MARK: Going

  /// Begins an attempt: the body is settled with the first, by `render`. A resolution of which the firing was never delivered is left out first; if
  /// nothing is left to be said it goes without an attempt. Nil with a departure then, nil without one if it is not this one's turn.
  public mutating func begin(
    _ number: Int64, isTold: (Fingerprint) -> Bool, render: (Notification) -> OutboxBody
  ) -> (entry: OutboxEntry?, departure: Departure?) {
    guard let key = keys[number], var lane = lanes[key], lane.head.number == number, !lane.isInFlight else { return (nil, nil) }
    if lane.head.body == nil {
      guard let notification = lane.head.notification.droppingUntold(isTold) else { return (nil, leave(number, .superseded)) }
      lane.head.notification = notification
      lane.head.body = render(notification)
      changed.insert(number)
    }
    lane.isInFlight = true
    lanes[key] = lane
    return (lane.head, nil)
  }

  /// An attempt is over. `requests`: how many of the body's requests were delivered.
  public mutating func ended(_ number: Int64, _ outcome: AttemptOutcome, requests: Int = 0) -> Departure? {
    guard let key = keys[number], var lane = lanes[key], lane.head.number == number else { return nil }
    switch outcome {
    case .delivered: return leave(number, .delivered)
    case .rejected: return leave(number, .rejected)
    case .retry(let time):
      lane.isInFlight = false
      lane.head.attempts += 1
      lane.head.nextAttempt = time
      if let delivered = lane.head.body?.delivered { lane.head.body?.delivered = max(requests, delivered) }
      lanes[key] = lane
      changed.insert(number)
      return nil
    }
  }

  /// Takes out what is older than its webhook allows (nanoseconds); one that is being tried stays until its attempt is over.
  public mutating func expire(at now: Timestamp, maxAge: (String) -> Int64) -> [Departure] {
    keys.keys.sorted().compactMap { number in
      guard let key = keys[number], let lane = lanes[key] else { return nil }
      let isHead = lane.head.number == number
      let entry = isHead ? lane.head : lane.next ?? lane.head
      guard now.since(entry.notification.time) > maxAge(key.webhook), !(isHead && lane.isInFlight) else { return nil }
      return leave(number, .expired)
    }
  }

  /// Takes out what is for webhooks that are no more.
  public mutating func keep(webhooks: Set<String>) -> [Departure] {
    keys.keys.sorted().compactMap { number in
      keys[number].flatMap { webhooks.contains($0.webhook) ? nil : leave(number, .dropped) }
    }
  }

  /// Attempts for these webhooks were given up without a word: their heads may go again.
  public mutating func recall(_ webhooks: Set<String>) {
    for (key, lane) in lanes where lane.isInFlight && webhooks.contains(key.webhook) { lanes[key]?.isInFlight = false }
  }

  /// One leaves, and the one behind it has its turn.
  private mutating func leave(_ number: Int64, _ result: DeliveryResult) -> Departure? {
    guard let key = keys[number], var lane = lanes[key] else { return nil }
    forget(number)
    guard lane.head.number == number else {
      defer { lanes[key]?.next = nil }
      return lane.next.map { Departure(result: result, notification: $0.notification) }
    }
    let departure = Departure(result: result, notification: lane.head.notification)
    if let next = lane.next {
      lane.head = next
      lane.next = nil
      lane.isInFlight = false
      lanes[key] = lane
    } else {
      lanes[key] = nil
    }
    return departure
  }

  /// Our own clock was set by so much: what waits is as old as it was, and no nearer to its turn.
  public mutating func clockWasSet(by jump: Int64) {
    for (key, lane) in lanes {
      lanes[key]?.head = lane.head.moved(by: jump)
      lanes[key]?.next = lane.next?.moved(by: jump)
    }
    changed.formUnion(keys.keys)
  }

  // MARK: Saving

  /// What changed since the last take.
  public mutating func takeChanges() -> OutboxChanges {
    defer {
      changed.removeAll()
      removed.removeAll()
    }
    return OutboxChanges(written: changed.sorted().compactMap(entry), removed: removed.sorted())
  }

  /// Everything there is, by number.
  public var entries: [OutboxEntry] { keys.keys.sorted().compactMap(entry) }

  private func entry(_ number: Int64) -> OutboxEntry? {
    guard let key = keys[number], let lane = lanes[key] else { return nil }
    return lane.head.number == number ? lane.head : lane.next
  }

  private mutating func note(_ number: Int64, _ key: LaneKey) {
    keys[number] = key
    changed.insert(number)
  }

  private mutating func forget(_ number: Int64) {
    keys[number] = nil
    changed.remove(number)
    removed.insert(number)
  }
}
