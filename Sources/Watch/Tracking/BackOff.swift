// How long the engine waits before it restarts a container.

/// The restart manager's delay (moby restartmanager/restartmanager.go): 100 ms, doubled each time up to 60 s, back to 100 ms after a run of
/// at least 10 s. Times in nanoseconds.
struct BackOff: Sendable, Hashable, Codable {
  static let shortest: Int64 = 100_000_000
  static let longest: Int64 = 60 * FleetSettings.second

  /// The delay last waited; 0 when none has been since the last manual start.
  private(set) var last: Int64 = 0

  /// The delay after a run that lasted so long, which becomes the last one. A run of unknown length keeps doubling.
  mutating func next(afterRunOf length: Int64?) -> Int64 {
    if let length, length >= 10 * FleetSettings.second { last = 0 }
    last = last == 0 ? Self.shortest : min(last * 2, Self.longest)
    return last
  }

  /// The same in another process.
  mutating func resume() {
    last = min(max(last, 0), Self.longest)
  }

  /// The longest delay that so many restarts can have led to: what is assumed of a container first seen in its back-off.
  static func upperBound(restarts: Int) -> BackOff {
    var backOff = BackOff()
    backOff.last = restarts > 10 ? longest : min(shortest << Int64(max(restarts - 1, 0)), longest)
    return backOff
  }
}
