// The receivers of a story, and what can be asked of its alerts.

import Testing

@testable import Watch

/// How webhooks take notifications.
enum Receiving: Sendable {
  case at(once: DeliveryResult)
  /// They wait in the queue until `settle`.
  case never
  /// They wait until `attempt`, at most one behind the first of each webhook and group.
  case queued
}

/// A webhook's notifications of one group on their way.
struct StoryQueue: Sendable {
  var head: Notification?
  var next: Notification?
}

extension AlertSettings {
  /// The standard, with one webhook that is told everything.
  static func told(
    groupWait: Int64 = 5, groupInterval: Int64 = 60, webhooks: [WebhookRoute] = [WebhookRoute(name: "ops")],
    _ change: (inout AlertSettings) -> Void = { _ in }
  ) -> AlertSettings {
    var settings = AlertSettings(
      groupWait: groupWait * Story.second, groupInterval: groupInterval * Story.second, webhooks: webhooks)
    change(&settings)
    return settings
  }
}

extension Story {
  /// Hands notifications over, each in its turn: what one leads to comes after those that were made before it.
  mutating func send(_ new: [Notification]) {
    unsent += new
    guard !isSending else { return }
    isSending = true
    while !unsent.isEmpty {
      let notification = unsent.removeFirst()
      switch receiving {
      case .at(let result): settle(notification, result)
      case .never: queue.append(notification)
      case .queued: enqueue(notification)
      }
    }
    isSending = false
  }

  private mutating func settle(_ notification: Notification, _ result: DeliveryResult) {
    if result == .delivered { delivered.append(notification) }
    hear(.result(result, notification))
  }

  private mutating func enqueue(_ notification: Notification) {
    let key = TellingRecord.Key(webhook: notification.webhook, group: notification.group)
    let waiting = queues[key]?.next
    queues[key, default: StoryQueue()].next = waiting.map { notification.superseding($0) } ?? notification
    if let waiting { hear(.result(.superseded, waiting)) }
    promote(key)
  }

  /// The one behind the head takes its place when that is free, without what is not to be said any more.
  private mutating func promote(_ key: TellingRecord.Key) {
    guard let next = queues[key]?.next, queues[key]?.head == nil else { return }
    queues[key]?.next = nil
    let head = next.droppingUntold { book.isTold($0, webhook: key.webhook) }
    queues[key]?.head = head
    if head == nil { hear(.result(.superseded, next)) }
  }

  /// The head of each queue leaves it so.
  mutating func attempt(_ result: (TellingRecord.Key) -> DeliveryResult?) {
    for key in queues.keys.sorted() {
      guard let head = queues[key]?.head, let result = result(key) else { continue }
      queues[key]?.head = nil
      settle(head, result)
      promote(key)
    }
  }

  mutating func hear(_ news: DeliveryNews) {
    watchman.hear(news, at: arrival)
    collect()
  }

  mutating func hear(_ news: StoreNews) {
    watchman.hear(news, at: arrival)
    collect()
  }

  mutating func reconfigure(_ settings: AlertSettings) {
    watchman.reconfigure(settings, at: arrival)
    collect()
  }

  /// The book is read again from what was kept of it.
  mutating func replaceBook(_ settings: AlertSettings? = nil) {
    let state = kept.state(host: book.host, of: fleet, letsGo: shelf != nil)
    watchman = Watchman(
      fleet: fleet, book: AlertBook(settings: settings ?? book.settings, host: "localhost", restoring: state))
    engine.tick()
    observe(.deadline)
  }

  /// The first of the queue leaves it so.
  mutating func settle(_ result: DeliveryResult) {
    hear(.result(result, queue.removeFirst()))
  }

  // MARK: Asking

  var book: AlertBook { watchman.book }

  /// What fires, such as `ContainerExited web`.
  var firing: [String] { book.firing.map(\.words).sorted() }

  func alert(_ name: AlertName, _ subject: String = "") -> Alert? {
    book.firing.first { $0.name == name && $0.labels.name == subject }
  }

  /// The last alert of that name that began or ended.
  func lastAlert(_ name: AlertName) -> Alert? { alertChanges.last { $0.name == name } }

  /// Each notification as `ops: +ContainerExited web -ContainerUnhealthy db`.
  var sent: [String] { notifications.map(\.words) }

  /// What a webhook would say fires, from what arrived there.
  func believes(_ webhook: String) -> Set<String> {
    var result: Set<String> = []
    for notification in delivered where notification.webhook == webhook {
      for alert in notification.alerts {
        if alert.isFiring { result.insert(alert.words) } else { result.remove(alert.words) }
      }
    }
    return result
  }

  /// Resolutions that arrived where the firing had not.
  var resolvedUntold: [String] {
    var told: [String: Set<Fingerprint>] = [:]
    var result: [String] = []
    for notification in delivered {
      for alert in notification.alerts where !alert.isFiring && told[notification.webhook]?.contains(alert.fingerprint) != true {
        result.append(notification.words)
      }
      told[notification.webhook] = (told[notification.webhook] ?? []).union(notification.firing.map(\.fingerprint))
        .subtracting(notification.resolved.map(\.fingerprint))
    }
    return result
  }

  /// Notifications that arrived and said what was known, though it was no time to repeat it.
  var saidAgain: [String] {
    var known: [TellingRecord.Key: [Fingerprint: Timestamp]] = [:]
    var last: [TellingRecord.Key: Timestamp] = [:]
    return delivered.compactMap { notification in
      let key = TellingRecord.Key(webhook: notification.webhook, group: notification.group)
      let firing = Dictionary(uniqueKeysWithValues: notification.firing.map { ($0.fingerprint, $0.startsAt) })
      let isNews = firing.contains { known[key]?[$0.key] != $0.value } || !notification.resolved.isEmpty
      let isRepeat = last[key].map { notification.time.since($0) >= book.settings.repeatInterval } ?? false
      known[key] = (known[key] ?? [:]).merging(firing) { $1 }
      for alert in notification.resolved { known[key]?[alert.fingerprint] = nil }
      last[key] = notification.time
      return isNews || isRepeat ? nil : notification.words
    }
  }

  /// What is kept row by row is what the book would say of itself.
  func expectKept(_ location: SourceLocation = #_sourceLocation) {
    #expect(kept.state(host: book.host, of: fleet, letsGo: shelf != nil) == book.state, sourceLocation: location)
  }
}

extension Alert {
  var words: String { "\(name.rawValue) \(labels.name)\(labels.webhook)" }
}

extension Notification {
  var words: String { "\(webhook): " + alerts.map { ($0.isFiring ? "+" : "-") + $0.words }.joined(separator: " ") }
}

/// The rows that a store would hold.
struct KeptState: Sendable {
  private var alerts: [Fingerprint: AlertRecord] = [:]
  private var tellings: [TellingRecord.Key: TellingRecord] = [:]
  private var marks: [ContainerName: MarksRecord] = [:]
  private var lastNumber: Int64 = 0

  mutating func apply(_ effects: AlertEffects, clockSetBy jump: Int64) {
    for (name, record) in marks where record.lastRestart != nil { marks[name] = record.moved(by: jump) }
    for fingerprint in effects.forgottenAlerts { alerts[fingerprint] = nil }
    for key in effects.forgottenTellings { tellings[key] = nil }
    for name in effects.forgottenMarks { marks[name] = nil }
    for record in effects.alerts { alerts[record.alert.fingerprint] = record }
    for record in effects.tellings { tellings[record.key] = record }
    for record in effects.marks { marks[record.name] = record }
    lastNumber = effects.lastNumber ?? lastNumber
  }

  /// What is remembered of a name of which that is restarts alone.
  func restartsOfGone(_ name: ContainerName) -> MarksRecord? {
    marks[name].flatMap { $0.lastRestart == nil ? nil : $0 }
  }

  /// Everything; or, where alerts let go of restarts, without those of names of which that fleet remembers nothing.
  func state(host: String, of fleet: Fleet, letsGo: Bool) -> AlertState {
    let marks = marks.filter { !letsGo || $0.value.lastRestart == nil || fleet.remembers($0.key) }
    return AlertState(
      alerts: alerts.values.sorted { ($0.alert.name.rawValue, $0.alert.labels.name) < ($1.alert.name.rawValue, $1.alert.labels.name) },
      tellings: tellings.values.sorted { $0.key < $1.key }, marks: marks.values.sorted { $0.name < $1.name },
      lastNumber: lastNumber, host: host)
  }
}
