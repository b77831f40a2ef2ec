// How an alert begins and ends, whatever it is about.

extension AlertBook {
  /// What an alert would say, were it to fire now.
  struct Draft {
    var severity: Severity
    var name = ""
    var webhook = ""
    var image = ""
    var composeProject = ""
    var composeService = ""
    var onlyWebhooks: [String]?
    var annotations: AlertAnnotations
  }

  /// Whether something of that kind fires, or waits to.
  func isFiring(_ key: AlertKey) -> Bool { entries.place(of: key).map { entries.values[$0].isFiring } ?? false }

  private mutating func change(_ key: AlertKey, _ body: (inout AlertEntry) -> Void) {
    if let place = entries.place(of: key) { entries.change(at: place, body) }
  }

  /// Carries out what a rule says. `draft` is asked only when words are needed.
  mutating func apply(_ ruling: Ruling, to key: AlertKey, holdsFor: Int64, draft: () -> Draft) {
    if isFiring(key) {
      if ruling.holds { goesOn(key, dueAt: ruling.askAgainAt) } else { resolve(key) }
    } else if !ruling.holds {
      dropPending(key)
    } else if let waiting = pending[key] {
      if waiting.firesAt <= now { fire(key, draft(), since: waiting.alert.startsAt) }
    } else if holdsFor > 0 {
      let alert = alert(key, draft(), since: ruling.since)
      pending[key] = PendingAlert(alert: alert, firesAt: now.advanced(by: holdsFor))
      outbox.alerts.insert(key)
    } else {
      fire(key, draft(), since: ruling.since)
      if let dueAt = ruling.askAgainAt { goesOn(key, dueAt: dueAt) }
    }
  }

  private func alert(_ key: AlertKey, _ draft: Draft, since: Timestamp?) -> Alert {
    var labels = AlertLabels(
      alertname: key.name, host: host, name: draft.name, webhook: draft.webhook, severity: draft.severity, image: draft.image,
      composeProject: draft.composeProject, composeService: draft.composeService)
    // Of one whose resolution is still on its way the labels stay what they were, so that it is the same alert.
    if let kept = entries[key]?.alert.labels { labels = kept }
    var annotations = draft.annotations
    annotations.runbookURL = settings.runbook(of: key.name)
    let known = draft.onlyWebhooks?.filter { name in settings.webhooks.contains { $0.name == name } }
    let clock = key.name.isAboutContainer ? engineNow : time
    return Alert(
      labels: labels, annotations: annotations, startsAt: since ?? clock, isMuted: isMuted(labels), isQuiet: isQuiet(key),
      onlyWebhooks: known?.isEmpty == false ? known : nil)
  }

  private mutating func fire(_ key: AlertKey, _ draft: Draft, since: Timestamp?) {
    let alert = alert(key, draft, since: since)
    pending[key] = nil
    if let old = entries[key]?.alert.fingerprint { keys[old] = nil }
    entries.set(AlertEntry(alert: alert), for: key)
    keys[alert.fingerprint] = key
    outbox.alerts.insert(key)
    outbox.changes.append(alert)
    join(key, alert)
    if key.name == .containerCrashLooping { judgeQuiet(of: key.subject) }
  }

  /// It goes on firing; when it ends by itself is kept with it.
  private mutating func goesOn(_ key: AlertKey, dueAt: Uptime?) {
    guard let place = entries.place(of: key), entries.values[place].dueAt != dueAt else { return }
    entries.change(at: place) { $0.dueAt = dueAt }
    outbox.alerts.insert(key)
  }

  /// What it tells has changed while it fires.
  mutating func rewrite(_ key: AlertKey, _ annotations: AlertAnnotations) {
    var annotations = annotations
    annotations.runbookURL = settings.runbook(of: key.name)
    guard let place = entries.place(of: key), entries.values[place].isFiring else { return }
    guard entries.values[place].alert.annotations != annotations else { return }
    entries.change(at: place) { $0.alert.annotations = annotations }
    outbox.alerts.insert(key)
  }

  /// What was told of probes before that was forbidden is told no longer.
  mutating func hideProbeOutput() {
    guard !settings.showsProbeOutput else { return }
    for key in Set(entries.keys).union(pending.keys) {
      let alerts = [entries[key]?.alert, pending[key]?.alert]
      guard alerts.contains(where: { $0?.annotations.healthOutput != nil }) else { continue }
      if let alert = alerts[0] { change(key) { $0.alert = alert.withoutProbeOutput } }
      if let alert = alerts[1] { pending[key]?.alert = alert.withoutProbeOutput }
      outbox.alerts.insert(key)
    }
  }

  private mutating func resolve(_ key: AlertKey) {
    guard var entry = entries[key] else { return }
    let clock = key.name.isAboutContainer ? engineNow : time
    entry.alert.endsAt = max(entry.alert.startsAt, clock)
    entry.alert.isQuiet = false
    entry.alert.annotations = entry.alert.annotations.onceResolved(key.name)
    entry.resolvedAt = now
    entry.dueAt = nil
    entries.set(entry, for: key)
    outbox.alerts.insert(key)
    outbox.changes.append(entry.alert)
    disturb(entry.alert)
    forgetIfSettled(key)
    if key.name == .containerCrashLooping { judgeQuiet(of: key.subject) }
  }

  private mutating func dropPending(_ key: AlertKey) {
    guard let dropped = pending.removeValue(forKey: key) else { return }
    if entries[key] == nil { outbox.forgottenAlerts.insert(dropped.alert.fingerprint) }
    outbox.alerts.insert(key)
  }

  /// An alert that has resolved is kept only while somebody who was told that it fires does not know.
  mutating func forgetIfSettled(_ key: AlertKey) {
    guard let entry = entries[key], !entry.isFiring, !isAwaited(entry.alert) else { return }
    entries.remove(key)
    keys[entry.alert.fingerprint] = nil
    leave(key, entry.alert)
    outbox.forgottenAlerts.insert(entry.alert.fingerprint)
    outbox.alerts.insert(key)
  }
}

// MARK: - Held back

extension AlertBook {
  func isMuted(_ labels: AlertLabels) -> Bool {
    settings.mutes.contains { mute in (mute.until.map { $0 > time } ?? true) && mute.match.matches(labels) }
  }

  /// Mutes end; what they held back is told then if it still fires.
  mutating func judgeMutes() {
    for key in entries.keys.sorted() where isFiring(key) {
      guard let alert = entries[key]?.alert, isMuted(alert.labels) != alert.isMuted else { continue }
      change(key) { $0.alert.isMuted.toggle() }
      outbox.alerts.insert(key)
      disturb(alert)
    }
    let next = settings.mutes.compactMap(\.until).filter { $0 > time }.min()
    alarms.set(.mutes, at: next.map { now.advanced(by: $0.since(time)) })
  }

  func isQuiet(_ key: AlertKey) -> Bool {
    key.name.isQuietedByCrashLoop && isFiring(AlertKey(name: .containerCrashLooping, subject: key.subject))
  }

  /// A crash loop began or ended: the container's other alerts become quiet, or may be told.
  private mutating func judgeQuiet(of container: String) {
    for name in AlertName.allCases where name.isQuietedByCrashLoop {
      let key = AlertKey(name: name, subject: container)
      guard isFiring(key), let alert = entries[key]?.alert, alert.isQuiet != isQuiet(key) else { continue }
      change(key) { $0.alert.isQuiet.toggle() }
      outbox.alerts.insert(key)
      disturb(alert)
    }
  }
}
