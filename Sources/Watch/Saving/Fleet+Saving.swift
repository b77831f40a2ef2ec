// What the fleet gives away to be written down.

extension Fleet {
  /// What changed since the last take; nil when nothing did.
  public mutating func takeChanges() -> FleetChanges? {
    let hasChanges = !unsaved.isEmpty || !gone.isEmpty || !forgotten.isEmpty || !chronicle.unsaved.isEmpty || confirmedUpTo != savedUpTo
    guard hasChanges || chronicle.sequence != savedSequence || lastHeard != savedLastHeard || isWallClockUnsaved else { return nil }
    var changes = makeChanges(isWhole: false)
    for id in unsaved {
      guard let place = trackers.place(of: id) else { continue }
      trackers.change(at: place) { $0.isUnsaved = false }
      changes.containers.append(SavedContainer(trackers.values[place]))
    }
    for name in chronicle.unsaved {
      guard let place = chronicle.records.place(of: name) else { continue }
      chronicle.records.change(at: place) { $0.isUnsaved = false }
      changes.names.append(SavedName(name: name, record: SavedName.Record(chronicle.records.values[place])))
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
    for (place, name) in chronicle.records.keys.enumerated() {
      chronicle.records.change(at: place) { $0.isUnsaved = false }
      changes.names.append(SavedName(name: name, record: SavedName.Record(chronicle.records.values[place])))
    }
    settleSaved()
    return changes
  }

  private mutating func makeChanges(isWhole: Bool) -> FleetChanges {
    let head = FleetHead(
      savedAt: chronicle.arrival, sequence: chronicle.sequence, hasBaseline: hasBaseline, watchedSince: watchedSince,
      confirmedUpTo: confirmedUpTo, lastHeard: lastHeard, engine: engine, clock: chronicle.clock,
      engineHasRestarted: chronicle.engineHasRestarted, bootCleanedUp: chronicle.bootCleanedUp)
    return FleetChanges(
      isWhole: isWhole, head: head, containers: [], goneContainers: [], names: [], forgottenNames: [],
      recentEvents: recent.takeChanges(), departed: departed.takeChanges())
  }

  private mutating func settleSaved() {
    unsaved.removeAll(keepingCapacity: true)
    chronicle.unsaved.removeAll(keepingCapacity: true)
    gone.removeAll()
    isWallClockUnsaved = false
    forgotten.removeAll()
    savedUpTo = confirmedUpTo
    savedSequence = chronicle.sequence
    savedLastHeard = lastHeard
  }
}
