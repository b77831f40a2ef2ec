// The local monotonic clock, which rules timeouts and retries.

/// A point of the host's monotonic clock: nanoseconds since an arbitrary beginning (CLOCK_BOOTTIME in the daemon).
public struct Uptime: Hashable, Comparable, Sendable {
  public var nanoseconds: Int64

  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  public static func < (left: Uptime, right: Uptime) -> Bool { left.nanoseconds < right.nanoseconds }

  /// Nanoseconds from `earlier` to this point.
  public func since(_ earlier: Uptime) -> Int64 { nanoseconds &- earlier.nanoseconds }

  /// This point moved by that many nanoseconds; saturates instead of overflowing.
  public func advanced(by nanoseconds: Int64) -> Uptime {
    let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
    guard overflow else { return Uptime(nanoseconds: sum) }
    return Uptime(nanoseconds: nanoseconds < 0 ? .min : .max)
  }
}

/// When an observation reached us, by both clocks of this host.
public struct Arrival: Hashable, Sendable, Codable {
  public var time: Timestamp
  public var uptime: Uptime

  public init(time: Timestamp, uptime: Uptime) {
    self.time = time
    self.uptime = uptime
  }
}

extension Uptime? {
  /// The earlier of two, where there are two.
  func orEarlier(_ other: Uptime?) -> Uptime? {
    guard let self else { return other }
    return other.map { min(self, $0) } ?? self
  }
}
