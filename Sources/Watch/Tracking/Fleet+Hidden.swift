// Names that nobody bears and of which nothing is shown: where names come and go there are more and more of these. What is written down of them need not
// be in memory until one returns.

extension Fleet {
  /// Nothing is shown under the name any more; what was counted is kept in case it returns.
  mutating func keepHidden(_ name: ContainerName, until end: Uptime) {
    hidden.append(name)
    forgetsAt = forgetsAt.map { min($0, end) } ?? end
  }

  /// Lets go of hidden names whose records are saved: `recall` brings them back.
  public mutating func letGoOfHidden() {
    guard !hidden.isEmpty else { return }
    let awaited = awaitedNames
    hidden.removeAll { name in
      guard let place = chronicle.records.place(of: name), chronicle.records.values[place].removal?.isHidden == true else { return true }
      guard !chronicle.records.values[place].isUnsaved, !awaited.contains(name) else { return false }
      chronicle.records.remove(name)
      return true
    }
    if hidden.isEmpty { forgetsAt = nil }
  }

  /// Names that somebody may turn out to bear who still waits to be known.
  var awaitedNames: Set<ContainerName> { Set(trackers.values.lazy.filter { $0.held != nil }.map(\.name)) }

  /// Whether anything is remembered here under the name.
  func remembers(_ name: ContainerName) -> Bool { chronicle.records.place(of: name) != nil }

  /// Whether anything is shown under the name.
  func shows(_ name: ContainerName) -> Bool {
    chronicle.records.place(of: name).map { chronicle.records.values[$0].removal?.isHidden != true } ?? false
  }

  /// The name that an observation may bring, if nothing is remembered of it here.
  public func nameToRecall(for content: Observation.Content) -> ContainerName? {
    let name: ContainerName? =
      switch content {
      case .event(let event), .past(let event): event.attributes.name.map { ContainerName($0) }
      case .inspected(let answer): if case .found(let inspection) = answer.result { inspection.name } else { nil }
      case .connected, .disconnected, .unreachable, .listed, .deadline: nil
      }
    guard let name, !remembers(name) else { return nil }
    if case .event(let event) = content, ignored.contains(event.id) { return nil }
    return name
  }

  /// Names of which nothing is remembered here that somebody may turn out to bear who waited to be known when an earlier process ended.
  public var namesToRecall: Set<ContainerName> { awaitedNames.filter { !remembers($0) } }

  /// Remembers again what was let go of under a name, at `now`.
  public mutating func recall(_ saved: SavedName, at now: Arrival) {
    guard let end = saved.forgottenAt, end > now.time, !remembers(saved.name) else { return }
    var record = saved.record.record
    record.resume(movedBy: 0)
    let forgottenAt = now.uptime.advanced(by: end.since(now.time))
    record.removal = NameRecord.Removal(hiddenAt: now.uptime, forgottenAt: forgottenAt, isHidden: true)
    chronicle.records.set(record, for: saved.name)
    keepHidden(saved.name, until: forgottenAt)
  }

  /// Those whose time is over are forgotten. Nobody waits for that: they are looked through once a minute at most.
  mutating func forgetHidden() {
    let now = chronicle.uptime
    forgetsAt = nil
    let names = hidden
    hidden = []
    for name in names {
      guard let removal = chronicle.records[name]?.removal, removal.isHidden else { continue }
      if removal.forgottenAt > now {
        keepHidden(name, until: max(removal.forgottenAt, now.advanced(by: 60 * FleetSettings.second)))
      } else {
        chronicle.records.remove(name)
        if isSaved { forgotten.append(name) }
      }
    }
  }
}
