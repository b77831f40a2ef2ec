// The clock of `Uptime`.

import Glibc
public import Watch

extension Uptime {
  /// CLOCK_BOOTTIME, as `ContinuousClock` reads it on Linux.
  public static func now() -> Uptime {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Uptime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }
}
