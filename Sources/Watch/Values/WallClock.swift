// Whether somebody sets the host's wall clock.

/// Watches the wall clock by the monotonic one: what was written down by it is moved when it is set.
public struct WallClock: Sendable {
  /// Wall time minus uptime, nanoseconds, as it was noted last.
  private var offset: Int64?

  public init() {}

  /// How far it has been set since it was noted last, nanoseconds; nil while it runs evenly. Less than a second is left for later.
  public mutating func jump(at arrival: Arrival) -> Int64? {
    let offset = arrival.time.since(Timestamp(nanoseconds: arrival.uptime.nanoseconds))
    guard let known = self.offset else {
      self.offset = offset
      return nil
    }
    let jump = Timestamp(nanoseconds: offset).since(Timestamp(nanoseconds: known))
    guard jump.magnitude > FleetSettings.second.magnitude else { return nil }
    self.offset = offset
    return jump
  }

  /// How far it was set between two arrivals of one boot of the host; 0 for less than a second.
  public static func jump(from earlier: Arrival, to later: Arrival) -> Int64 {
    var clock = WallClock()
    _ = clock.jump(at: earlier)
    return clock.jump(at: later) ?? 0
  }
}
