// Which deliveries of one webhook go next: a value, so that the courier's choices are tested without it.

import Watch

/// The deliveries a courier knows of. Times are of the monotonic clock, so that a moved wall clock holds nothing up.
struct DeliveryPlan {
  private struct Entry {
    var delivery: Delivery
    var due: Uptime
  }

  private struct Underway {
    var isRetry: Bool
    /// When its last request began.
    var since: Uptime
  }

  /// Requests at the same time.
  let slots: Int
  /// Of them, for deliveries that have failed before: groups that hang must not hold up others.
  let retrySlots: Int
  private var waiting: [Entry] = []
  private var underway: [Int64: Underway] = [:]
  /// Those that ended last: the queue may offer one again before it has heard of the end.
  private var finished: [Int64] = []
  private static let rememberedEnds = 1024

  init(slots: Int = 8, retrySlots: Int = 4) {
    self.slots = slots
    self.retrySlots = retrySlots
  }

  var waitingCount: Int { waiting.count }
  var underwayCount: Int { underway.count }
  /// When the request that is underway longest began.
  var busySince: Uptime? { underway.values.map(\.since).min() }

  /// Takes in heads of queues; those known already are ignored.
  mutating func offer(_ deliveries: [Delivery], at arrival: Arrival) {
    var known = Set(waiting.map(\.delivery.number))
    for delivery in deliveries where underway[delivery.number] == nil && !finished.contains(delivery.number) {
      guard known.insert(delivery.number).inserted else { continue }
      let wait = min(max(delivery.notBefore?.since(arrival.time) ?? 0, 0), DeliveryAttempts.longestWait)
      waiting.append(Entry(delivery: delivery, due: arrival.uptime.advanced(by: wait)))
    }
  }

  /// Forgets what is no longer to be delivered; what is underway ends first.
  mutating func withdraw(_ numbers: Set<Int64>) {
    waiting.removeAll { numbers.contains($0.delivery.number) }
  }

  /// The deliveries to begin now: first those that never failed, then those due longest.
  mutating func take(at now: Uptime) -> [Delivery] {
    var free = slots - underway.count
    var freeForRetries = min(free, retrySlots - underway.values.count { $0.isRetry })
    guard free > 0, !waiting.isEmpty else { return [] }
    var taken: [Delivery] = []
    for entry in waiting.filter({ $0.due <= now }).sorted(by: Self.goesBefore) {
      let isRetry = entry.delivery.attempts.failures > 0
      guard free > 0, !isRetry || freeForRetries > 0 else { continue }
      free -= 1
      if isRetry { freeForRetries -= 1 }
      underway[entry.delivery.number] = Underway(isRetry: isRetry, since: now)
      taken.append(entry.delivery)
    }
    waiting.removeAll { underway[$0.delivery.number] != nil }
    return taken
  }

  /// When something that waits for its time is due; nil when nothing does, or only for a free slot.
  func nextDue(after now: Uptime) -> Uptime? {
    waiting.lazy.map(\.due).filter { $0 > now }.min()
  }

  /// Another request of an attempt begins.
  mutating func goesOn(_ number: Int64, at now: Uptime) {
    underway[number]?.since = now
  }

  /// An attempt is over, for good.
  mutating func ended(_ number: Int64) {
    underway[number] = nil
    finished.append(number)
    if finished.count > Self.rememberedEnds { finished.removeFirst(finished.count - Self.rememberedEnds) }
  }

  /// An attempt is over, and the next one is due then.
  mutating func postponed(_ delivery: Delivery, until due: Uptime) {
    underway[delivery.number] = nil
    waiting.append(Entry(delivery: delivery, due: due))
  }

  private static func goesBefore(_ left: Entry, _ right: Entry) -> Bool {
    let (leftFailed, rightFailed) = (left.delivery.attempts.failures > 0, right.delivery.attempts.failures > 0)
    if leftFailed != rightFailed { return rightFailed }
    return (left.due, left.delivery.number) < (right.due, right.delivery.number)
  }
}
