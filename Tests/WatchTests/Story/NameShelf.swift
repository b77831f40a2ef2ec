// Names as a store keeps them.

import Watch

/// Takes what the fleet gives away to be written down, has fleet and alerts let go of names of which nothing is shown, and gives those back that return.
struct NameShelf: Sendable {
  private(set) var hidden: [ContainerName: SavedName] = [:]

  /// Returns how far our own clock was set since the last time.
  mutating func take(from watchman: inout Watchman) -> Int64 {
    var jump: Int64 = 0
    watchman.change { fleet in
      guard let changes = fleet.takeChanges() else { return }
      for name in changes.names { hidden[name.name] = name.forgottenAt == nil ? nil : name }
      for name in changes.forgottenNames { hidden[name] = nil }
      jump = changes.wallClockJump
      fleet.isSaved = true
    }
    watchman.letGoOfHidden()
    return jump
  }

  func recall(for observation: Observation, _ watchman: inout Watchman, _ kept: KeptState) {
    guard let name = watchman.fleet.nameToRecall(for: observation.content) else { return }
    watchman.recall(hidden[name], kept.restartsOfGone(name), at: observation.arrival)
  }

  /// As a process begins.
  func recallAwaited(_ watchman: inout Watchman, _ kept: KeptState, at now: Arrival) {
    for name in watchman.fleet.namesToRecall { watchman.recall(hidden[name], kept.restartsOfGone(name), at: now) }
  }
}
