// When the policy brings a container back (moby restartmanager/restartmanager.go).

import Watch

/// The restart manager of one container, made anew at each start through the API.
struct RestartManager: Sendable {
  var policy: RestartPolicy
  /// Nanoseconds last waited; 0 when none has been.
  private(set) var delay: Int64 = 0
  /// A signal through the API told it to leave the container.
  var isCancelled = false

  static let shortestDelay: Int64 = 100_000_000
  static let longestDelay: Int64 = 60_000_000_000
  /// A run of that length makes the delay begin anew.
  static let steadyRun: Int64 = 10_000_000_000

  init(policy: RestartPolicy) {
    self.policy = policy
  }

  /// Whether the policy restarts after an exit; the delay it then waits is in `delay`.
  mutating func shouldRestart(exitCode: Int, restartCount: Int, isManuallyStopped: Bool, ranFor length: Int64) -> Bool {
    if policy == .no || isCancelled { return false }
    if length >= Self.steadyRun { delay = 0 }
    delay = delay == 0 ? Self.shortestDelay : min(delay * 2, Self.longestDelay)
    switch policy {
    case .no: return false
    case .always: return true
    case .unlessStopped: return !isManuallyStopped
    case .onFailure(let maximum): return exitCode != 0 && (maximum == 0 || restartCount < maximum)
    }
  }
}
