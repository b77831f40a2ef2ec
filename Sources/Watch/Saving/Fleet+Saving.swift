// What the fleet gives away to be written down.

extension Fleet {
  /// What changed since the last take; nil when nothing did.
  public mutating func takeChanges() -> FleetChanges? {
    let hasChanges = !unsaved.isEmpty || !gone.isEmpty || !forgotten.isEmpty || !chronicle.unsaved.isEmpty || confirmedUpTo != savedUpTo
    guard hasChanges || chronicle.sequence != savedSequence || lastHeard != savedLastHeard || wallClockJump != 0 else { return nil }
    var changes = makeChanges(isWhole: false)
    for id in unsaved {
      guard let place = trackers.place(of: id) else { continue }
      trackers.change(at: place) { $0.isUnsaved = false }
      changes.containers.append(SavedContainer(trackers.values[place]))
    }
    for name in chronicle.unsaved {
      guard let place = chronicle.records.place(of: name) else { continue }
      chronicle.records.change(at: place) { $0.isUnsaved = false }
      changes.names.append(savedName(at: place))
    }
    // Gone and there again: what is there counts.
    changes.goneContainers = gone.filter { trackers.place(of: $0) == nil }
    changes.forgottenNames = forgotten.filter { chronicle.records.place(of: $0) == nil }
    settleSaved()
    return changes
  }

  /// Everything there is, for a store that has nothing, or of which it is not known what it has.
  public mutating func takeEverything() -> FleetChanges {
    recent.markUnsaved()
    departed.markUnsaved()
    var changes = makeChanges(isWhole: true)
    for place in trackers.values.indices {
      trackers.change(at: place) { $0.isUnsaved = false }
      changes.containers.append(SavedContainer(trackers.values[place]))
    }
    for place in chronicle.records.keys.indices {
      chronicle.records.change(at: place) { $0.isUnsaved = false }
      changes.names.append(savedName(at: place))
    }
    settleSaved()
    return changes
  }

  private func savedName(at place: Int) -> SavedName {
    let record = chronicle.records.values[place]
    let removal = record.removal.flatMap { $0.isHidden ? $0 : nil }
    return SavedName(
      name: chronicle.records.keys[place], record: SavedName.Record(record),
      forgottenAt: removal.map { chronicle.arrival.time.advanced(by: $0.forgottenAt.since(chronicle.uptime)) })
  }

  private mutating func makeChanges(isWhole: Bool) -> FleetChanges {
    let head = FleetHead(
      savedAt: chronicle.arrival, sequence: chronicle.sequence, hasBaseline: hasBaseline, watchedSince: watchedSince,
      confirmedUpTo: confirmedUpTo, lastHeard: lastHeard, engine: engine, clock: chronicle.clock,
      engineHasRestarted: chronicle.engineHasRestarted, bootCleanedUp: chronicle.bootCleanedUp)
    return FleetChanges(
      isWhole: isWhole, head: head, containers: [], goneContainers: [], names: [], forgottenNames: [], wallClockJump: wallClockJump,
      recentEvents: recent.takeChanges(), departed: departed.takeChanges())
  }

  private mutating func settleSaved() {
    unsaved.removeAll(keepingCapacity: true)
    chronicle.unsaved.removeAll(keepingCapacity: true)
    gone.removeAll()
    wallClockJump = 0
    forgotten.removeAll()
    savedUpTo = confirmedUpTo
    savedSequence = chronicle.sequence
    savedLastHeard = lastHeard
  }
}
