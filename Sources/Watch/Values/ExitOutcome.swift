// What an exit meant and why a container started: the verdicts.

/// What an exit meant. Exactly one holds, the first that matches in this order.
public enum ExitOutcome: String, CaseIterable, Hashable, Sendable, Codable {
  case engineShutdown = "engine-shutdown"
  case stopped
  case restarted
  case restartFailed = "restart-failed"
  case exhausted
  case restartCancelled = "restart-cancelled"
  case completed
  case failed
  case unknown
}

/// Why a container started.
public enum StartReason: String, CaseIterable, Hashable, Sendable {
  /// The first start of this container id.
  case new
  /// The restart policy.
  case policy
  /// A person or a tool, through the API.
  case manual
  /// Brought back when the engine booted.
  case engine
  case unknown
}

/// Why a stretch of time was not seen.
public enum GapCause: String, CaseIterable, Hashable, Sendable, Codable {
  case streamLost = "stream-lost"
  case engineRestarted = "engine-restarted"
  case daemonStopped = "daemon-stopped"
}

extension ExitOutcome {
  /// Its place in counters: that of the case in `allCases`.
  public var index: Int {
    switch self {
    case .engineShutdown: 0
    case .stopped: 1
    case .restarted: 2
    case .restartFailed: 3
    case .exhausted: 4
    case .restartCancelled: 5
    case .completed: 6
    case .failed: 7
    case .unknown: 8
    }
  }
}

extension StartReason {
  /// Its place in counters: that of the case in `allCases`.
  public var index: Int {
    switch self {
    case .new: 0
    case .policy: 1
    case .manual: 2
    case .engine: 3
    case .unknown: 4
    }
  }
}
