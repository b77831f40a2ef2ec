// Which containers need somebody, and which can wait: the order of `dogwatch status` and of the page.

import Watch

/// How bad it stands, the worst first.
public enum Gravity: Int, Comparable, Sendable {
  /// Somebody must look: unhealthy, crash looping, given up by Docker, a critical alert.
  case critical
  /// Something is not as it should be.
  case warning
  /// On its way, or held up on purpose.
  case unsettled
  case running
  /// Not running, and nothing wrong with that.
  case resting
  case gone

  public static func < (left: Gravity, right: Gravity) -> Bool { left.rawValue < right.rawValue }

  /// That of a container with its alerts.
  public init(_ row: StatusRow) {
    self = min(Self.of(row.view), row.alerts.map { $0.severity == "critical" ? .critical : .warning }.min() ?? .gone)
  }

  private static func of(_ view: ContainerView) -> Gravity {
    guard let present = view.present else { return .gone }
    if view.isCrashLooping || present.health == .unhealthy { return .critical }
    switch present.state {
    case .restarting, .dead: return .warning
    case .running: return view.isFlapping ? .warning : present.health == .starting ? .unsettled : .running
    case .paused, .removing: return .unsettled
    case .created: return .resting
    case .exited: return of(present.lastExit)
    }
  }

  private static func of(_ exit: ContainerView.LastExit?) -> Gravity {
    switch exit?.outcome {
    case .exhausted, .restartFailed, .restartCancelled: .critical
    case .failed: .warning
    case .unknown: exit?.code == 0 ? .resting : .warning
    case .engineShutdown, .stopped, .restarted, .completed, nil: .resting
    }
  }
}
