// Which deliveries of one webhook go next: a value, so that the courier's choices are tested without it.

import Watch

/// How much goes on at once with one receiver. Times are nanoseconds.
struct DeliveryLimits: Sendable, Hashable {
  /// Attempts at the same time, each with a connection of its own.
  var attempts = 64
  /// Of them, for deliveries that have failed before: groups that hang must not hold up others.
  var retries = 32
  /// Attempts that have just begun: a receiver that answers is not stormed.
  var beginners = 8
  var retryingBeginners = 4
  /// So long an attempt is a beginner; then, answered or not, another may begin.
  var beginning: Int64 = 250_000_000
  /// With all attempts in use, a first attempt whose request is older gives way to one that waits to begin.
  var patience: Int64 = 2_500_000_000

  /// A quarter of the timeout is the patience.
  init(timeout: Duration = .seconds(10)) {
    let (seconds, attoseconds) = timeout.components
    patience = seconds * 250_000_000 + attoseconds / 4_000_000_000
  }
}

/// The deliveries a courier knows of. Times are of the monotonic clock, so that a moved wall clock holds nothing up.
struct DeliveryPlan {
  private struct Entry {
    var delivery: Delivery
    var due: Uptime
  }

  private struct Underway {
    var isRetry: Bool
    var begun: Uptime
    /// When its last request began.
    var since: Uptime
    /// That request has been given up for another's sake.
    var givesWay = false
  }

  /// What is to be done now.
  struct Step {
    /// Attempts to begin.
    var begin: [Delivery] = []
    /// Attempts, by their numbers, whose requests are to be given up for others.
    var giveUp: [Int64] = []
  }

  let limits: DeliveryLimits
  private var waiting: [Entry] = []
  private var underway: [Int64: Underway] = [:]
  /// Those that ended last: the queue may offer one again before it has heard of the end.
  private var finished: [Int64] = []
  private static let rememberedEnds = 1024

  init(_ limits: DeliveryLimits = DeliveryLimits()) {
    self.limits = limits
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
      var delivery = delivery
      delivery.createdUptime = arrival.uptime.advanced(by: delivery.createdAt.since(arrival.time))
      waiting.append(Entry(delivery: delivery, due: arrival.uptime.advanced(by: wait)))
    }
  }

  /// Forgets what is no longer to be delivered; what is underway ends first.
  mutating func withdraw(_ numbers: Set<Int64>) {
    waiting.removeAll { numbers.contains($0.delivery.number) }
  }

  // MARK: Whose turn it is

  /// Begins what may: those first that failed least, then those due longest.
  mutating func take(at now: Uptime) -> Step {
    var step = Step()
    var room = Room(underway.values, limits, at: now)
    guard room.beginners > 0, !waiting.isEmpty else { return step }
    for entry in waiting.filter({ $0.due <= now }).sorted(by: Self.goesBefore) where room.beginners > 0 {
      let isRetry = entry.delivery.attempts.failures > 0
      if room.take(isRetry: isRetry) {
        underway[entry.delivery.number] = Underway(isRetry: isRetry, begun: now, since: now)
        step.begin.append(entry.delivery)
      } else {
        // Of those that failed none may begin now; who did not waits for one that gives way.
        guard !isRetry, room.givingWay > 0 || giveUpOne(at: now, &step) else { break }
        room.awaitOneGivingWay()
      }
    }
    waiting.removeAll { underway[$0.delivery.number] != nil }
    return step
  }

  /// How many more there may be of each.
  private struct Room {
    private(set) var beginners: Int
    private var retryingBeginners: Int
    private var attempts: Int
    private var retries: Int
    /// Not spoken for.
    private(set) var givingWay: Int

    init(_ underway: some Collection<Underway>, _ limits: DeliveryLimits, at now: Uptime) {
      func isBeginner(_ attempt: Underway) -> Bool { now.since(attempt.begun) < limits.beginning }
      beginners = limits.beginners - underway.count { isBeginner($0) }
      retryingBeginners = limits.retryingBeginners - underway.count { $0.isRetry && isBeginner($0) }
      attempts = limits.attempts - underway.count
      retries = limits.retries - underway.count { $0.isRetry }
      givingWay = underway.count { $0.givesWay }
    }

    mutating func take(isRetry: Bool) -> Bool {
      guard attempts > 0, !isRetry || min(retryingBeginners, retries) > 0 else { return false }
      beginners -= 1
      attempts -= 1
      if isRetry {
        retryingBeginners -= 1
        retries -= 1
      }
      return true
    }

    /// It begins when that place is free.
    mutating func awaitOneGivingWay() {
      beginners -= 1
      givingWay = max(givingWay - 1, 0)
    }
  }

  /// Whoever failed before is not given up early: else a receiver that is slow to all would never be told anything.
  private mutating func giveUpOne(at now: Uptime, _ step: inout Step) -> Bool {
    let longest = underway.filter { !$0.value.isRetry && !$0.value.givesWay }.min { $0.value.since < $1.value.since }
    guard let longest, now.since(longest.value.since) >= limits.patience else { return false }
    underway[longest.key]?.givesWay = true
    step.giveUp.append(longest.key)
    return true
  }

  /// When to look again: something that waits is due, or the place of what is underway may be another's.
  func nextDue(after now: Uptime) -> Uptime? {
    var times = waiting.map(\.due)
    if times.contains(where: { $0 <= now }) {
      times += underway.values.map { $0.begun.advanced(by: limits.beginning) }
      times += underway.values.lazy.filter { !$0.isRetry }.map { $0.since.advanced(by: limits.patience) }
    }
    return times.lazy.filter { $0 > now }.min()
  }

  /// Another request of an attempt begins.
  mutating func goesOn(_ number: Int64, at now: Uptime) {
    underway[number]?.since = now
    underway[number]?.givesWay = false
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
    let (leftFailures, rightFailures) = (left.delivery.attempts.failures, right.delivery.attempts.failures)
    return (leftFailures, left.due, left.delivery.number) < (rightFailures, right.due, right.delivery.number)
  }
}
