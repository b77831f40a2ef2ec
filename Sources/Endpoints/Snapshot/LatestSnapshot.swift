// Where the writer leaves a snapshot and every reader finds it.

import Synchronization

/// The snapshot last published.
public final class LatestSnapshot: Sendable {
  private let snapshot = Mutex(FleetSnapshot.empty)
  private let onPublish: @Sendable () -> Void

  /// `onPublish` is called whenever there is another.
  public init(onPublish: @escaping @Sendable () -> Void = {}) {
    self.onPublish = onPublish
  }

  public func publish(_ snapshot: FleetSnapshot) {
    self.snapshot.withLock { $0 = snapshot }
    onPublish()
  }

  public var current: FleetSnapshot { snapshot.withLock { $0 } }
}
