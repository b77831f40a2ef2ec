// One container of the model, as the engine knows it.

import Watch

/// A container's whole state.
struct Container: Sendable {
  let id: ContainerID
  var name: String
  let blueprint: Blueprint
  var program: Program
  let createdAt: Timestamp

  var status = ContainerState.created
  var pid = 0
  var exitCode = 0
  var error = ""
  var isOOMKilled = false
  /// Something in it was killed for memory in this run.
  var sawOOM = false
  var startedAt: Timestamp?
  var finishedAt: Timestamp?
  var restartCount = 0
  var health: HealthRecord?
  var restarts: RestartManager
  /// HasBeenManuallyStopped: kept until the next start through the API, and not in inspect.
  var isManuallyStopped = false
  /// What waits for the end of its process.
  var errand: Errand?
  /// Signals sent while it was paused.
  var pendingSignals: [Int] = []
  /// Counts runs and back-offs: an alarm of an earlier one is void.
  var run = 0
  /// Counts health monitors: the same for probes.
  var monitor = 0

  /// Why somebody waits for the end of its process.
  enum Errand: Sendable {
    case stop, restart, removal
    /// The engine goes down.
    case shutdown
    /// The engine comes up and finds it alive.
    case cleanUp
  }

  init(id: ContainerID, name: String, blueprint: Blueprint, createdAt: Timestamp) {
    self.id = id
    self.name = name
    self.blueprint = blueprint
    self.program = blueprint.program
    self.createdAt = createdAt
    restarts = RestartManager(policy: blueprint.policy)
  }

  /// Whether its process exists.
  var isAlive: Bool { status == .running || status == .paused }
  var stopSignal: Int { blueprint.stopSignal ?? 15 }
  /// Nanoseconds before SIGKILL.
  var stopTimeout: Int64 { Int64(blueprint.stopTimeout ?? 10) * 1_000_000_000 }
}
