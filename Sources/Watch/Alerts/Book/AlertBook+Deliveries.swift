// What became of notifications: who has heard what.

extension AlertBook {
  /// A notification has left its queue.
  mutating func settle(_ notification: Notification, _ result: DeliveryResult) {
    guard settings.webhooks.contains(where: { $0.name == notification.webhook }) else { return }
    switch result {
    case .delivered: for alert in notification.alerts { delivered(alert, to: notification.webhook) }
    case .rejected, .expired, .dropped: for alert in notification.alerts { failed(alert, notification) }
    case .superseded: break
    }
    clearQueue(notification)
    noteResult(result, of: notification.webhook)
  }

  private func isLast(_ notification: Notification) -> Bool {
    let key = TellingRecord.Key(webhook: notification.webhook, group: notification.group)
    return tellings[key].map { notification.number >= $0.lastNumber } ?? false
  }

  /// If nothing more is on its way, resolutions that were left out because their firing had not arrived are awaited no longer.
  private mutating func clearQueue(_ notification: Notification) {
    guard isLast(notification) else { return }
    let key = TellingRecord.Key(webhook: notification.webhook, group: notification.group)
    guard var telling = tellings[key] else { return }
    let leftOut = telling.resolving.union(telling.uncertain)
    telling.resolving.removeAll()
    telling.uncertain.removeAll()
    keep(telling, key)
    for place in leftOut.sorted().compactMap({ keys[$0] }) { forgetIfSettled(place) }
  }

  private mutating func delivered(_ alert: Alert, to webhook: String) {
    let key = telling(of: alert, to: webhook)
    guard let place = keys[alert.fingerprint], let entry = entries[place] else { return }
    var telling = tellings[key] ?? Telling(lastAt: now)
    if alert.isFiring {
      telling.told.insert(alert.fingerprint)
      // One that ended and has begun again since is not known by this: the end of the first is on its way.
      if entry.isFiring, !telling.resolving.contains(alert.fingerprint) { telling.firing.insert(alert.fingerprint) }
    } else {
      telling.told.remove(alert.fingerprint)
      // If it is listed as firing, then by a later one.
      telling.resolving.remove(alert.fingerprint)
    }
    keep(telling, key)
    if alert.isFiring, !entry.isFiring, !telling.resolving.contains(alert.fingerprint) { tellAgain(place, entry.alert, after: 0) }
    forgetIfSettled(place)
  }

  /// The receiver goes without it: it is news once more. A resolution whose firing never arrived is not; of one that did, only so long.
  private mutating func failed(_ alert: Alert, _ notification: Notification) {
    let key = telling(of: alert, to: notification.webhook)
    guard let place = keys[alert.fingerprint], let entry = entries[place], var telling = tellings[key] else { return }
    let isTold = telling.told.contains(alert.fingerprint)
    if alert.isFiring {
      // A later one that lists it may be on its way.
      if !isTold, notification.number >= telling.lastNumber { telling.firing.remove(alert.fingerprint) }
    } else {
      telling.resolving.remove(alert.fingerprint)
      if let end = entry.resolvedAt, now.since(end) > Self.longestPatience { telling.told.remove(alert.fingerprint) }
    }
    keep(telling, key)
    if entry.isFiring || telling.told.contains(alert.fingerprint) {
      tellAgain(place, entry.alert, after: max(settings.groupInterval, 60 * FleetSettings.second))
    }
    forgetIfSettled(place)
  }

  /// How long a resolution is tried for.
  private static let longestPatience = 7 * 86_400 * FleetSettings.second

  private mutating func tellAgain(_ place: AlertKey, _ alert: Alert, after delay: Int64) {
    let group = groupKey(of: alert)
    let time = now.advanced(by: delay)
    groups[group, default: AlertGroup(firstTick: time)].members.insert(place)
    disturb(group, notBefore: time)
  }
}
