// Where the writer leaves a snapshot and every reader finds it.

import Synchronization

/// The snapshot last published.
public final class LatestSnapshot: Sendable {
  private let snapshot = Mutex(FleetSnapshot.empty)

  public init() {}

  public func publish(_ snapshot: FleetSnapshot) {
    self.snapshot.withLock { $0 = snapshot }
  }

  public var current: FleetSnapshot { snapshot.withLock { $0 } }
}
