// Names as a store keeps them.

import Watch

/// Takes what the fleet gives away to be written down, has it let go of hidden names, and gives those back that return.
struct NameShelf: Sendable {
  private(set) var hidden: [ContainerName: SavedName] = [:]

  mutating func take(from watchman: inout Watchman) {
    watchman.change { fleet in
      guard let changes = fleet.takeChanges() else { return }
      for name in changes.names { hidden[name.name] = name.forgottenAt == nil ? nil : name }
      for name in changes.forgottenNames { hidden[name] = nil }
      fleet.isSaved = true
      fleet.letGoOfHidden()
    }
  }

  func recall(for observation: Observation, _ watchman: inout Watchman) {
    guard let name = watchman.fleet.nameToRecall(for: observation.content), let saved = hidden[name] else { return }
    watchman.change { $0.recall(saved, at: observation.arrival) }
  }
}
