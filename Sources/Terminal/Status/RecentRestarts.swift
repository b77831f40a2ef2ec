// Restarts within a window, from transitions as they come.

public import Watch

/// Counts the starts by policy of each name within the last 24 hours.
public struct RecentRestarts: Sendable {
  private static let window: Int64 = 24 * 3600 * 1_000_000_000
  private var times: [ContainerName: [Timestamp]] = [:]

  public init() {}

  /// Takes a transition; those that are no restart by policy are passed over.
  public mutating func add(_ transition: Transition) {
    guard case .start(.policy) = transition.kind, let name = transition.name else { return }
    times[name, default: []].append(transition.time)
  }

  /// Forgets what is too old to count.
  public mutating func forget(before now: Timestamp) {
    for name in times.keys { times[name]?.removeAll { now.since($0) > Self.window } }
  }

  /// How many of a name are within the window that ends now.
  public func count(of name: ContainerName, at now: Timestamp) -> Int {
    times[name]?.count { now.since($0) <= Self.window } ?? 0
  }
}
