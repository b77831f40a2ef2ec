// Notifications on their way, as the one writer keeps them: queued, their bodies settled, given to couriers, and taken out.

import Watch
import Webhooks

/// The queue, and what is known of the receivers. No I/O: what couriers are to do is taken away with `takeOrders`, once all is written down.
struct Dispatcher {
  private(set) var outbox: Outbox
  private var webhooks: [String: AlertingOptions.Webhook] = [:]
  private var names: [String] = []
  private var context = ReceiverContext()
  private var showsProbeOutput = true
  private var orders = Orders()
  /// When it is looked next for what is too old.
  private var expiryDueAt = Uptime(nanoseconds: .min)
  private var toldFigures: [String: QueueFigure] = [:]
  private var wallClock = WallClock()

  /// What couriers are to do.
  struct Orders {
    var offers: [String: [Delivery]] = [:]
    var withdrawn: [String: Set<Int64>] = [:]
  }

  /// How much waits for a webhook, and since when the oldest does (our own clock).
  struct QueueFigure: Equatable {
    var length: Int
    var oldest: Timestamp?
  }

  private static let expiryInterval: Int64 = 1_000_000_000

  init(_ outbox: Outbox = Outbox()) {
    self.outbox = outbox
  }

  // MARK: Receivers

  /// These are the receivers from now on; what is for others is dropped. `replaced`: what their couriers had is offered anew.
  mutating func use(_ options: AlertingOptions, replaced: Set<String> = []) -> [Departure] {
    names = options.webhooks.map(\.receiver.name)
    webhooks = Dictionary(options.webhooks.map { ($0.receiver.name, $0) }, uniquingKeysWith: { first, _ in first })
    context = options.context
    showsProbeOutput = options.alerts.showsProbeOutput
    outbox.recall(replaced)
    return outbox.keep(webhooks: Set(names))
  }

  /// What waits does not age by a clock that is set.
  mutating func note(_ now: Arrival) {
    if let jump = wallClock.jump(at: now) { outbox.clockWasSet(by: jump) }
  }

  // MARK: Coming and going

  /// Queues a notification; gives back what had to make room for it.
  mutating func add(_ notification: Notification) -> [Departure] {
    note(outbox.add(notification, id: Self.newID()))
  }

  /// An attempt is over.
  mutating func heard(_ result: AttemptResult) -> Departure? {
    let outcome: AttemptOutcome =
      switch result.outcome {
      case .delivered: .delivered
      case .rejected: .rejected
      case .retry(let time): .retry(at: time)
      }
    return outbox.ended(result.number, outcome, requests: result.attempts.finishedBodies)
  }

  /// Takes out what is older than its webhook allows.
  mutating func expire(at now: Arrival) -> [Departure] {
    guard !outbox.isEmpty, expiryDueAt <= now.uptime else { return [] }
    expiryDueAt = now.uptime.advanced(by: Self.expiryInterval)
    let webhooks = webhooks
    return note(outbox.expire(at: now.time) { webhooks[$0]?.maxAge ?? .max })
  }

  /// Gives those whose turn has come to their couriers, their bodies settled. A notification of which nothing is left to be said departs.
  mutating func begin(at now: Arrival, isTold: (Fingerprint, String) -> Bool) -> [Departure] {
    var departures: [Departure] = []
    for head in outbox.due(at: now.time) {
      guard let webhook = webhooks[head.webhook] else { continue }
      let (format, context, showsProbeOutput) = (webhook.receiver.format, context, showsProbeOutput)
      let begun = outbox.begin(
        head.number, isTold: { isTold($0, head.webhook) },
        render: { notification in
          // It may have been made, and written down, before that was forbidden.
          let notification = showsProbeOutput ? notification : notification.withoutProbeOutput
          return OutboxBody(
            contentType: "application/json",
            requests: format.bodies(for: notification, in: context).map { String(decoding: $0.bytes, as: UTF8.self) })
        })
      if let departure = begun.departure { departures.append(departure) }
      if let entry = begun.entry { orders.offers[entry.webhook, default: []].append(Delivery(entry)) }
    }
    return departures
  }

  private mutating func note(_ departures: [Departure]) -> [Departure] {
    for departure in departures {
      orders.withdrawn[departure.notification.webhook, default: []].insert(departure.notification.number)
    }
    return departures
  }

  /// A `webhook-id` that nothing else has: 128 random bits.
  private static func newID() -> String {
    let halves = (0..<2).map { _ in String(UInt64.random(in: 0...UInt64.max), radix: 16) }
    return "msg_" + halves.map { String(repeating: "0", count: 16 - $0.utf8.count) + $0 }.joined()
  }

  // MARK: Out

  /// What couriers are to do, once what they deliver is written down.
  mutating func takeOrders() -> Orders {
    defer { orders = Orders() }
    return orders
  }

  mutating func takeChanges() -> OutboxChanges { outbox.takeChanges() }

  /// The webhooks of which another number waits than was told last, or since another time.
  mutating func takeFigures() -> [(webhook: String, figure: QueueFigure)] {
    names.compactMap { name in
      let (count, since) = outbox.waiting(for: name)
      let figure = QueueFigure(length: count, oldest: since)
      guard toldFigures[name] != figure else { return nil }
      toldFigures[name] = figure
      return (name, figure)
    }
  }

  /// When something is to be done although nothing has happened.
  func nextDeadline(at now: Arrival) -> Uptime? {
    guard !outbox.isEmpty else { return nil }
    let attempt = outbox.nextAttempt.map { now.uptime.advanced(by: max(0, $0.since(now.time))) }
    let expiry = now.uptime.advanced(by: 60 * FleetSettings.second)
    return attempt.map { min($0, expiry) } ?? expiry
  }
}

extension Delivery {
  /// An entry whose body is settled.
  fileprivate init(_ entry: OutboxEntry) {
    self.init(
      number: entry.number, id: entry.id, createdAt: entry.notification.time,
      bodies: entry.body?.requests.map { RequestBody(bytes: Array($0.utf8)) } ?? [],
      attempts: DeliveryAttempts(finishedBodies: entry.body?.delivered ?? 0, failures: entry.attempts),
      notBefore: entry.attempts > 0 ? entry.nextAttempt : nil)
  }
}
