// What time it is on the engine's clock, which need not be ours.

/// The engine's clock, as the latest word of the engine lets us reckon it from our monotonic clock.
struct EngineClock: Sendable, Codable {
  /// Engine time minus uptime, nanoseconds.
  private var offset: Int64?

  /// The engine's time at a point of our monotonic clock; our own wall clock's while the engine has not told its own.
  func now(at arrival: Arrival) -> Timestamp {
    offset.map { Timestamp(nanoseconds: arrival.uptime.nanoseconds).advanced(by: $0) } ?? arrival.time
  }

  /// Moves its uptimes to those of another process.
  mutating func move(by shift: Int64) {
    offset = offset.map { Timestamp(nanoseconds: $0).since(Timestamp(nanoseconds: shift)) }
  }

  /// The engine said its time to the nanosecond.
  mutating func set(_ time: Timestamp, at uptime: Uptime) {
    offset = Self.offset(of: time, at: uptime)
  }

  /// The engine stamped something with this time: its clock is at least there.
  mutating func saw(_ time: Timestamp, at uptime: Uptime) {
    let least = Self.offset(of: time, at: uptime)
    // A stamp far ahead of the reckoning is a wrong stamp or a jump; the next answer of the engine tells which.
    guard let offset, least > offset, Self.difference(least, offset) < 60 * FleetSettings.second else {
      if offset == nil { offset = least }
      return
    }
    self.offset = least
  }

  /// The engine said its time in whole seconds (a `Date` header): corrects a reckoning that is off by more than two.
  mutating func check(_ time: Timestamp, at uptime: Uptime) {
    let said = Self.offset(of: time, at: uptime)
    guard let offset else {
      self.offset = said
      return
    }
    if Self.difference(said, offset).magnitude > 2 * FleetSettings.second.magnitude { self.offset = said }
  }

  private static func offset(of time: Timestamp, at uptime: Uptime) -> Int64 { difference(time.nanoseconds, uptime.nanoseconds) }

  /// Saturates: an engine may say any time.
  private static func difference(_ left: Int64, _ right: Int64) -> Int64 {
    Timestamp(nanoseconds: left).since(Timestamp(nanoseconds: right))
  }
}
