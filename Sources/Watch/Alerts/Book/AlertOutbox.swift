// What has changed since it was last taken away.

/// Notifications and changes in order, and the keys of what is to be kept anew.
struct AlertOutbox: Sendable {
  var notifications: [Notification] = []
  var changes: [Alert] = []
  var alerts: Set<AlertKey> = []
  var forgottenAlerts: Set<Fingerprint> = []
  var tellings: Set<TellingRecord.Key> = []
  var marks: Set<ContainerName> = []
  var hostChanged = false
}

extension AlertBook {
  /// The outbox with the present value of each key.
  func makeEffects() -> AlertEffects {
    var effects = AlertEffects()
    effects.notifications = outbox.notifications
    effects.changes = outbox.changes
    for key in outbox.alerts.sorted() {
      if let record = record(key) { effects.alerts.append(record) }
    }
    if !outbox.forgottenAlerts.isEmpty {
      let present = Set(effects.alerts.map(\.alert.fingerprint))
      effects.forgottenAlerts = outbox.forgottenAlerts.filter { !present.contains($0) && keys[$0] == nil }.sorted()
    }
    for key in outbox.tellings.sorted() {
      if let telling = tellings[key] { effects.tellings.append(record(key, telling)) } else { effects.forgottenTellings.append(key) }
    }
    for name in outbox.marks.sorted() {
      if let marks = marksToKeep(of: name) { effects.marks.append(record(name, marks)) } else { effects.forgottenMarks.append(name) }
    }
    if !outbox.notifications.isEmpty { effects.lastNumber = lastNumber }
    if outbox.hostChanged { effects.host = host }
    return effects
  }
}
