// The fleet in three numbers.

import Watch

/// How many containers there are, and how many are in trouble.
public struct FleetSummary: Sendable, Hashable {
  /// Those that exist, running or not.
  public var containers: Int
  public var unhealthy: Int
  public var crashLooping: Int

  public init(containers: Int = 0, unhealthy: Int = 0, crashLooping: Int = 0) {
    self.containers = containers
    self.unhealthy = unhealthy
    self.crashLooping = crashLooping
  }
}

extension FleetSnapshot {
  /// Counted from its rows; all 0 before the first full listing.
  public var summary: FleetSummary {
    var summary = FleetSummary()
    for view in views {
      guard let present = view.present else { continue }
      summary.containers += 1
      if present.health == .unhealthy { summary.unhealthy += 1 }
      if view.isCrashLooping { summary.crashLooping += 1 }
    }
    return summary
  }
}
