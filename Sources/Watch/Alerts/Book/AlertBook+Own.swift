// Alerts about the engine, the store and the webhooks: what Dogwatch itself cannot do without.

/// Whether the engine is in reach.
struct EngineCondition: Sendable {
  /// Nil while connected.
  var awaySince: Uptime?
}

/// How a webhook's queue gets on.
struct WebhookCondition: Sendable {
  /// How the last notification that left its queue failed; nil since one was delivered.
  var failure: DeliveryResult?
  /// Why the last attempt failed; nil since a notification was delivered.
  var problem: String?
  var waitingSince: Uptime?
}

extension AlertBook {
  // MARK: Engine

  mutating func hearOfEngine(_ fleet: Fleet) {
    if let name = fleet.engine?.name, !name.isEmpty, settings.host == nil, host != name {
      host = name
      outbox.hostChanged = true
    }
    if fleet.isConnected {
      guard engine.awaySince != nil else { return }
      engine.awaySince = nil
    } else {
      guard engine.awaySince == nil else { return }
      engine.awaySince = now
    }
    judgeEngine()
  }

  mutating func judgeEngine() {
    let key = AlertKey(name: .engineUnreachable, subject: "")
    let rule = settings[.engineUnreachable]
    // Before anything was seen nobody knows whether it is connected.
    let ruling = Ruling(holds: rule.isEnabled && engine.awaySince != nil)
    let host = host
    apply(ruling, to: key, holdsFor: rule.holdsFor) {
      Draft(severity: rule.severity, annotations: OwnWords.engineUnreachable(host: host, holdsFor: rule.holdsFor))
    }
    alarms.set(.engine, at: pending[key]?.firesAt)
  }

  // MARK: Store

  mutating func hearOfStore(_ news: StoreNews) {
    switch news {
    case .writable: storeFailure = nil
    case .failing(let words): storeFailure = words
    }
    judgeStore()
  }

  mutating func judgeStore() {
    let key = AlertKey(name: .dogwatchStoreFailing, subject: "")
    let rule = settings[.dogwatchStoreFailing]
    let words = storeFailure ?? ""
    apply(Ruling(holds: rule.isEnabled && storeFailure != nil), to: key, holdsFor: rule.holdsFor) {
      Draft(severity: rule.severity, annotations: OwnWords.storeFailing(words))
    }
    // With a `for` of its own it waits beside the engine.
    alarms.set(.engine, at: pending[key]?.firesAt)
  }

  // MARK: Delivery

  mutating func waiting(_ webhook: String, since: Timestamp?) {
    guard settings.webhooks.contains(where: { $0.name == webhook }) else { return }
    let uptime = since.map { now.advanced(by: -max(0, time.since($0))) }
    webhooks[webhook, default: WebhookCondition()].waitingSince = uptime
    judge(webhook: webhook)
  }

  mutating func noteProblem(_ words: String, of webhook: String) {
    guard settings.webhooks.contains(where: { $0.name == webhook }) else { return }
    webhooks[webhook, default: WebhookCondition()].problem = words
  }

  mutating func noteResult(_ result: DeliveryResult, of webhook: String) {
    if result.isFailure {
      webhooks[webhook, default: WebhookCondition()].failure = result
    } else if result == .delivered {
      webhooks[webhook]?.failure = nil
      webhooks[webhook]?.problem = nil
    } else {
      return
    }
    judge(webhook: webhook)
  }

  /// Rejected, expired and dropped count at once; what waits, after the rule's `for`.
  mutating func judge(webhook name: String) {
    guard let condition = webhooks[name] else { return }
    let key = AlertKey(name: .dogwatchDeliveryFailing, subject: name)
    let rule = settings[.dogwatchDeliveryFailing]
    let tooLongAt = condition.waitingSince?.advanced(by: rule.holdsFor)
    let waitsTooLong = tooLongAt.map { $0 <= now } ?? false
    let ruling = Ruling(holds: rule.isEnabled && (condition.failure != nil || waitsTooLong))
    let waitingFor = condition.waitingSince.map { now.since($0) } ?? 0
    apply(ruling, to: key, holdsFor: 0) {
      Draft(
        severity: rule.severity, webhook: name,
        annotations: OwnWords.deliveryFailing(webhook: name, condition, waitingFor: waitingFor))
    }
    if !waitsTooLong { alarms.set(.webhook(name), at: tooLongAt) }
  }

  /// Webhooks that are configured no longer: nothing is on its way to them, and nothing is wrong with them.
  mutating func forgetWebhooks() {
    let known = Set(settings.webhooks.map(\.name))
    for name in webhooks.keys.sorted() where !known.contains(name) {
      webhooks[name] = WebhookCondition()
      judge(webhook: name)
      webhooks[name] = nil
    }
    for key in tellings.keys.sorted() where !known.contains(key.webhook) { forgetTelling(key) }
    for key in entries.keys.sorted() { forgetIfSettled(key) }
  }
}
