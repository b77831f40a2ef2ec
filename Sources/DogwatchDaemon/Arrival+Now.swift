// The clocks of this host, read at the edge so that the core need not.

import DockerEngine
import Glibc
import Watch

extension Timestamp {
  /// CLOCK_REALTIME.
  static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }
}

extension Arrival {
  /// Both clocks now.
  static func now() -> Arrival { Arrival(time: .now(), uptime: .now()) }
}

extension Duration {
  /// Whole nanoseconds, saturating.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? (seconds < 0 ? .min : .max) : whole + attoseconds / 1_000_000_000
  }
}
