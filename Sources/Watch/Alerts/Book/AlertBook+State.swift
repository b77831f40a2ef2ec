// The book as plain values that outlive the process. Uptimes become times of our own clock, which alone goes on while no process runs.

extension AlertBook {
  /// Everything that is remembered.
  public var state: AlertState {
    AlertState(
      alerts: Set(entries.keys).union(pending.keys).sorted().compactMap(record),
      tellings: tellings.sorted { $0.key < $1.key }.map { record($0.key, $0.value) },
      marks: Set(marks.keys).union(restartsOfGone.keys).sorted().compactMap { name in marksToKeep(of: name).map { record(name, $0) } },
      lastNumber: lastNumber, host: host)
  }

  // MARK: Writing

  func record(_ key: AlertKey) -> AlertRecord? {
    if let entry = entries[key] {
      return AlertRecord(phase: entry.isFiring ? .firing : .resolved, alert: entry.alert, dueAt: entry.dueAt.map(wallTime))
    }
    return pending[key].map { AlertRecord(phase: .pending, alert: $0.alert, dueAt: wallTime($0.firesAt)) }
  }

  func record(_ key: TellingRecord.Key, _ telling: Telling) -> TellingRecord {
    TellingRecord(
      key: key, firing: telling.firing.sorted(), told: telling.told.sorted(), resolving: telling.resolving.sorted(),
      uncertain: telling.uncertain.sorted(), lastTime: wallTime(telling.lastAt), lastNumber: telling.lastNumber)
  }

  func record(_ name: ContainerName, _ marks: ContainerMarks) -> MarksRecord {
    MarksRecord(name: name, marks: marks.essence.moved(by: wallClockLead))
  }

  /// Our own clock was set: what was kept by it is kept anew.
  mutating func wallClockWasSet() {
    outbox.alerts.formUnion(entries.keys)
    outbox.alerts.formUnion(pending.keys)
    outbox.tellings.formUnion(tellings.keys)
    outbox.marks.formUnion(marks.keys)
    outbox.marks.formUnion(restartsOfGone.keys)
    judgeMutes()
  }

  private func wallTime(_ uptime: Uptime) -> Timestamp { time.advanced(by: uptime.since(now)) }

  /// How far our wall clock is ahead of the monotonic one.
  private var wallClockLead: Int64 { time.nanoseconds &- now.nanoseconds }

  // MARK: Reading

  /// Takes up what the last process left.
  mutating func restore(_ state: AlertState) {
    for record in state.marks {
      let kept = uptimes(record)
      if kept.holdsRestartsAlone {
        restartsOfGone[record.name] = kept.restarts
      } else {
        marks[record.name] = kept
        doubtful.insert(record.name)
      }
    }
    strays = Set(restartsOfGone.keys)
    forgetRestartsOfGone()
    let known = Set(marks.keys)
    for record in state.alerts {
      restore(record)
      let name = ContainerName(record.alert.labels.name)
      // One that has resolved needs no marks any more.
      guard record.alert.name.isAboutContainer, record.phase != .resolved, !known.contains(name) else { continue }
      restoreMarks(of: name, from: record)
    }
    for record in state.tellings where settings.webhooks.contains(where: { $0.name == record.key.webhook }) {
      tellings[record.key] = Telling(
        firing: Set(record.firing), told: Set(record.told), resolving: Set(record.resolving), uncertain: Set(record.uncertain),
        lastAt: min(now, uptime(record.lastTime)),
        lastNumber: record.lastNumber)
    }
    for record in state.tellings where tellings[record.key] == nil { outbox.tellings.insert(record.key) }
    regroup()
    if state.isByAnotherClock { wallClockWasSet() }
  }

  private mutating func restore(_ record: AlertRecord) {
    let labels = record.alert.labels
    let key = AlertKey(name: labels.alertname, subject: labels.alertname == .dogwatchDeliveryFailing ? labels.webhook : labels.name)
    switch record.phase {
    case .pending:
      pending[key] = PendingAlert(alert: record.alert, firesAt: record.dueAt.map(uptime) ?? now)
      if key.name == .engineUnreachable || key.name == .dogwatchStoreFailing { alarms.set(.engine, at: pending[key]?.firesAt) }
    case .firing, .resolved:
      let resolvedAt = record.phase == .resolved ? now : nil
      entries.set(AlertEntry(alert: record.alert, dueAt: record.dueAt.map(uptime), resolvedAt: resolvedAt), for: key)
      keys[record.alert.fingerprint] = key
    }
    if key.name == .dogwatchDeliveryFailing, record.phase == .firing { webhooks[key.subject] = WebhookCondition(failure: .dropped) }
    if key.name == .dogwatchStoreFailing, record.phase == .firing { storeFailure = "" }
  }

  /// The first version of the store kept restarts alone: of what an alert was made from, as much as its end hangs on is taken from it.
  private mutating func restoreMarks(of name: ContainerName, from record: AlertRecord) {
    var marks = recallMarks(of: name)
    derive(&marks, from: record)
    change(name) { $0 = marks }
  }

  private func derive(_ marks: inout ContainerMarks, from record: AlertRecord) {
    guard record.phase == .firing else { return }
    let annotations = record.alert.annotations
    if let id = annotations.containerID { marks.id = id }
    let dueAt = record.dueAt.map(uptime)
    switch record.alert.name {
    case .containerOOMKilled:
      let at = dueAt?.advanced(by: -(settings[.containerOOMKilled].resolveAfter ?? 0)) ?? now
      marks.memoryKill = ContainerMarks.MemoryKill(at: at, time: record.alert.startsAt)
    case .containerExited:
      let exit = Exit(outcome: annotations.outcome ?? .failed, exitCode: annotations.exitCode)
      marks.exit = ContainerMarks.ExitMark(exit: exit, time: record.alert.startsAt, evidence: [])
      // It ends by itself only if its container has removed itself.
      marks.gone = dueAt.map { ContainerMarks.Gone(at: $0.advanced(by: -600 * FleetSettings.second), removedItself: true) }
    default: break
    }
  }

  private func uptime(_ time: Timestamp) -> Uptime { now.advanced(by: time.since(self.time)) }

  /// What was kept by our wall clock, by the monotonic one.
  func uptimes(_ record: MarksRecord) -> ContainerMarks { record.marks.moved(by: -wallClockLead) }
}
