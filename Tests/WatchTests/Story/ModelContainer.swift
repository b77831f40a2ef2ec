// One container of the model.

import Watch

struct ModelContainer: Sendable {
  var id: ContainerID
  var name: String
  var image = "box"
  var policy = RestartPolicy.no
  var labels: [String: String] = [:]
  var autoRemove = false
  var stopSignal: Int?
  var stopTimeout: Int?
  var memoryLimit: Int64?
  var attachStdin = false
  var healthcheck: Healthcheck?
  /// Why a start fails, while it does.
  var startError: String?

  var status = ContainerState.created
  var exitCode = 0
  var error = ""
  var oomKilled = false
  var sawOOM = false
  var startedAt: Timestamp?
  var finishedAt: Timestamp?
  var restartCount = 0
  var health: HealthReport?
  /// Sent through the API in this run.
  var signals: [Signal] = []
  /// The restart manager was told to leave it.
  var isCancelled = false
  /// HasBeenManuallyStopped.
  var isMarkedStopped = false
  var delay: Int64 = 0
  var restartAt: Timestamp?

  init(id: ContainerID, name: String) {
    self.id = id
    self.name = name
  }

  struct Signal: Sendable {
    var number: Int
    /// The stamp of its `kill`.
    var time: Timestamp
  }

  /// The code it ends with when it is asked to; nil: it must be killed.
  var codeOnStop: Int? = 143

  /// What its exit at that time means (SPEC: Exit outcomes), once it is known whether the policy acts: nil if what follows decides.
  func meaningOfExit(at time: Timestamp) -> ExitOutcome? {
    let window = Int64(min(max(stopTimeout ?? 10, 10), 1_000_000) + 5) * 1_000_000_000
    if signals.contains(where: { isStopping($0.number) && time.since($0.time) <= window }) { return .stopped }
    if status == .restarting { return nil }
    switch policy {
    case .onFailure(let maximum) where exitCode != 0:
      return maximum > 0 && restartCount >= maximum ? .exhausted : .restartCancelled
    case .always, .unlessStopped: return .restartCancelled
    case .no, .onFailure: return exitCode == 0 ? .completed : .failed
    }
  }

  /// N of on-failure:N is reached.
  var hasUsedUpRetries: Bool {
    if case .onFailure(let maximum) = policy { maximum > 0 && restartCount >= maximum } else { false }
  }

  private func isStopping(_ number: Int) -> Bool { [2, 3, 9, 15].contains(number) || number == stopSignal }

  /// moby restartmanager: `ShouldRestart`.
  mutating func shouldRestart(after length: Int64, code: Int, isMarkedStopped: Bool) -> Bool {
    if policy == .no || isCancelled { return false }
    if length >= 10_000_000_000 { delay = 0 }
    delay = delay == 0 ? 100_000_000 : min(delay * 2, 60_000_000_000)
    switch policy {
    case .no: return false
    case .always: return true
    case .unlessStopped: return !isMarkedStopped
    case .onFailure(let maximum): return code != 0 && (maximum == 0 || restartCount < maximum)
    }
  }

  var inspection: Inspection {
    Inspection(
      id: id, name: ContainerName(name), image: image,
      state: Inspection.State(
        status: status, exitCode: exitCode, error: error, oomKilled: oomKilled, startedAt: startedAt, finishedAt: finishedAt, health: health
      ),
      restartCount: restartCount, restartPolicy: policy, autoRemove: autoRemove, stopSignal: stopSignal, stopTimeout: stopTimeout,
      memoryLimit: memoryLimit, attachStdin: attachStdin, healthcheck: healthcheck, labels: labels)
  }
}
