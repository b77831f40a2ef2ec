// What the rules read of a container: the fleet's picture of it at one moment.

/// A container that bears a name.
struct ContainerReading: Sendable {
  var id: ContainerID
  /// Nil when it was gone before it could be inspected.
  var identity: Identity?
  var state: ContainerState
  /// Health as last confirmed in this run, kept over a pause; nil when there is none.
  var health: Health?
  var hasHealthcheck: Bool
  var failingStreak: Int
  var healthOutput: String?
  var lastExit: ContainerView.LastExit?
  var isFlapping: Bool
  var isCrashLooping: Bool

  var isRunning: Bool { state == .running || state == .paused }
  /// Ended, and nothing is about to start it.
  var isDown: Bool { state == .exited || state == .dead || state == .removing }
}

extension Fleet {
  /// The container that bears a name.
  func bearer(of name: ContainerName) -> ContainerID? { chronicle.records[name]?.current }

  /// What is known of the container under a name; nil when nobody bears it.
  func reading(of name: ContainerName) -> ContainerReading? {
    guard let record = chronicle.records[name], let id = record.current, let tracker = trackers[id], tracker.held == nil else { return nil }
    return ContainerReading(
      id: id, identity: tracker.identity, state: tracker.state, health: tracker.health.confirmed,
      hasHealthcheck: tracker.health.check != nil, failingStreak: tracker.health.failingStreak, healthOutput: tracker.health.output,
      lastExit: tracker.lastExit, isFlapping: record.flapping.isActive, isCrashLooping: record.crashLoop.isActive)
  }

  /// Whether what is shown of containers is true at this moment: connected, and reconciled since.
  var seesContainers: Bool { isConnected && isReady && fullListing == nil }

  /// The engine's time as of the last observation.
  var engineNow: Timestamp { chronicle.now }
}
