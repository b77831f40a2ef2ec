// What became of notifications: who has heard what.

extension AlertBook {
  /// A notification has left its queue.
  mutating func settle(_ notification: Notification, _ result: DeliveryResult) {
    guard settings.webhooks.contains(where: { $0.name == notification.webhook }) else { return }
    switch result {
    case .delivered: for alert in notification.alerts { delivered(alert, to: notification.webhook) }
    case .rejected, .expired, .dropped: for alert in notification.alerts { failed(alert, to: notification.webhook) }
    case .superseded: break
    }
    noteResult(result, of: notification.webhook)
  }

  private mutating func delivered(_ alert: Alert, to webhook: String) {
    let key = telling(of: alert, to: webhook)
    guard let place = keys[alert.fingerprint], let entry = entries[place] else { return }
    var telling = tellings[key] ?? Telling(lastAt: now)
    if alert.isFiring {
      telling.told.insert(alert.fingerprint)
      if entry.isFiring { telling.firing.insert(alert.fingerprint) }
    } else {
      telling.told.remove(alert.fingerprint)
      telling.resolving.remove(alert.fingerprint)
      if !entry.isFiring { telling.firing.remove(alert.fingerprint) }
    }
    keep(telling, key)
    if alert.isFiring, !entry.isFiring, !telling.resolving.contains(alert.fingerprint) { tellAgain(place, entry.alert, after: 0) }
    forgetIfSettled(place)
  }

  /// The receiver goes without it: it is news once more. A resolution whose firing never arrived is not; of one that did, only so long.
  private mutating func failed(_ alert: Alert, to webhook: String) {
    let key = telling(of: alert, to: webhook)
    guard let place = keys[alert.fingerprint], let entry = entries[place], var telling = tellings[key] else { return }
    let isTold = telling.told.contains(alert.fingerprint)
    if alert.isFiring, !isTold {
      telling.firing.remove(alert.fingerprint)
      telling.resolving.remove(alert.fingerprint)
    } else if !alert.isFiring {
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
