// From alerts to notifications: grouping, waiting, repeating.

extension AlertBook {
  func groupKey(of alert: Alert) -> GroupKey { GroupKey(of: alert.labels, by: settings.groupBy) }

  func telling(of alert: Alert, to webhook: String) -> TellingRecord.Key {
    TellingRecord.Key(webhook: webhook, group: groupKey(of: alert))
  }

  // MARK: Changes

  /// An alert begins to fire: its group has news.
  mutating func join(_ key: AlertKey, _ alert: Alert) {
    let group = groupKey(of: alert)
    let new = newGroup()
    groups[group, default: new].members.insert(key)
    disturb(group, notBefore: now)
  }

  /// An alert of a group has changed.
  mutating func disturb(_ alert: Alert) {
    disturb(groupKey(of: alert), notBefore: now)
  }

  /// An alert is forgotten.
  mutating func leave(_ key: AlertKey, _ alert: Alert) {
    groups[groupKey(of: alert)]?.members.remove(key)
  }

  private func newGroup() -> AlertGroup { AlertGroup(firstTick: now.advanced(by: settings.groupWait)) }

  mutating func disturb(_ key: GroupKey, notBefore time: Uptime) {
    guard var group = groups[key] else { return }
    let tick = group.tick(notBefore: time, interval: settings.groupInterval)
    group.dueAt = group.dueAt.map { min($0, tick) } ?? tick
    groups[key] = group
    alarms.set(.group(key), at: group.deadline)
  }

  // MARK: Ticks

  mutating func wakeGroup(_ key: GroupKey) {
    guard let group = groups[key] else { return }
    guard let deadline = group.deadline, deadline <= now else { return alarms.set(.group(key), at: group.deadline) }
    let (now, interval) = (now, settings.groupInterval)
    groups[key]?.ticked(at: now, interval: interval)
    lookThrough(key)
  }

  private mutating func lookThrough(_ key: GroupKey) {
    let members = (groups[key]?.members ?? []).compactMap { entries[$0]?.alert }.inReadingOrder
    for route in settings.webhooks { tell(route, of: key, members) }
    for member in (groups[key]?.members ?? []).sorted() where !isFiring(member) {
      groups[key]?.members.remove(member)
      forgetIfSettled(member)
    }
    if groups[key]?.members.isEmpty == true {
      groups[key] = nil
    } else {
      planRepeat(key)
    }
  }

  private mutating func tell(_ route: WebhookRoute, of group: GroupKey, _ members: [Alert]) {
    let key = TellingRecord.Key(webhook: route.name, group: group)
    let listed = members.filter { $0.isFiring && !$0.isMuted && !$0.isQuiet && route.wants($0) }
    var telling = tellings[key] ?? Telling(lastAt: now)
    if !route.sendsResolved { telling.forget(members.lazy.filter { !$0.isFiring }.map(\.fingerprint)) }
    let repeatsAt = tellings[key].flatMap { repeatTime($0, listed) }
    telling.recognise(listed)
    if let message = telling.message(listed: listed, members: members, repeatsAt: repeatsAt, now: now) {
      lastNumber += 1
      outbox.notifications.append(
        Notification(number: lastNumber, webhook: route.name, group: group, alerts: message.listed + message.resolved, time: time))
      telling.queued(message, number: lastNumber, members: members, at: now)
    }
    keep(telling, key)
  }

  // MARK: Repeats

  /// When what the webhook knows is to be said again. Alerts about a moment alone are not.
  private func repeatTime(_ telling: Telling, _ listed: [Alert]) -> Uptime? {
    let lasting = listed.filter { !$0.name.isAboutMoment && telling.firing.contains($0.fingerprint) }
    let interval = lasting.map { settings[$0.name].repeatInterval ?? settings.repeatInterval }.min()
    return interval.map { telling.lastAt.advanced(by: max($0, FleetSettings.second)) }
  }

  private mutating func planRepeat(_ key: GroupKey) {
    guard var group = groups[key] else { return }
    let members = group.members.compactMap { entries[$0]?.alert }
    let times = settings.webhooks.compactMap { route -> Uptime? in
      guard let telling = tellings[TellingRecord.Key(webhook: route.name, group: key)] else { return nil }
      return repeatTime(telling, members.filter { $0.isFiring && !$0.isMuted && !$0.isQuiet && route.wants($0) })
    }
    group.repeatsAt = times.min().map { group.tick(notBefore: $0, interval: settings.groupInterval) }
    groups[key] = group
    alarms.set(.group(key), at: group.deadline)
  }

  // MARK: Tellings

  mutating func keep(_ telling: Telling, _ key: TellingRecord.Key) {
    guard tellings[key] != telling else { return }
    if telling.isEmpty { return forgetTelling(key) }
    tellings[key] = telling
    outbox.tellings.insert(key)
  }

  mutating func forgetTelling(_ key: TellingRecord.Key) {
    guard tellings.removeValue(forKey: key) != nil else { return }
    outbox.tellings.insert(key)
  }

  /// Whether some webhook is still to hear that the alert has resolved.
  func isAwaited(_ alert: Alert) -> Bool {
    settings.webhooks.contains { tellings[telling(of: alert, to: $0.name)]?.awaits(alert.fingerprint) ?? false }
  }

  /// Alerts are grouped otherwise from now on, or were found in the state of the last process: what is known of each goes with it.
  mutating func regroup() {
    let (oldGroups, oldTellings) = (groups, tellings)
    groups.removeAll()
    tellings.removeAll()
    for (key, telling) in oldTellings.sorted(by: { $0.key < $1.key }) { moveTelling(key, telling) }
    for key in oldTellings.keys.sorted() where tellings[key] == nil { outbox.tellings.insert(key) }
    for key in entries.keys.sorted() {
      guard let alert = entries[key]?.alert else { continue }
      let group = groupKey(of: alert)
      if groups[group] == nil { groups[group] = oldGroups[group] ?? resumedGroup(group) }
      groups[group]?.members.insert(key)
      disturb(group, notBefore: now)
      forgetIfSettled(key)
    }
  }

  private mutating func moveTelling(_ key: TellingRecord.Key, _ old: Telling) {
    for fingerprint in old.firing.union(old.told).union(old.resolving).union(old.uncertain) {
      guard let alert = keys[fingerprint].flatMap({ entries[$0]?.alert }) else { continue }
      let moved = telling(of: alert, to: key.webhook)
      var telling = tellings[moved] ?? Telling(lastAt: old.lastAt)
      if old.firing.contains(fingerprint) { telling.firing.insert(fingerprint) }
      if old.told.contains(fingerprint) { telling.told.insert(fingerprint) }
      if old.resolving.contains(fingerprint) { telling.resolving.insert(fingerprint) }
      if old.uncertain.contains(fingerprint) { telling.uncertain.insert(fingerprint) }
      telling.lastAt = max(telling.lastAt, old.lastAt)
      telling.lastNumber = max(telling.lastNumber, old.lastNumber)
      tellings[moved] = telling
      outbox.tellings.insert(moved)
    }
  }

  /// A group of which something was told keeps its rhythm; another waits as if it were new.
  private func resumedGroup(_ key: GroupKey) -> AlertGroup {
    var group = newGroup()
    let known = settings.webhooks.compactMap { tellings[TellingRecord.Key(webhook: $0.name, group: key)]?.lastAt }
    if let last = known.max() { group.lastTick = min(last, now) }
    return group
  }
}

extension WebhookRoute {
  /// Whether the webhook is to know of an alert. That deliveries fail is told through the others.
  func wants(_ alert: Alert) -> Bool {
    if alert.name == .dogwatchDeliveryFailing, alert.labels.webhook == name { return false }
    if let only = alert.onlyWebhooks, !only.contains(name) { return false }
    return match.matches(alert.labels)
  }
}
