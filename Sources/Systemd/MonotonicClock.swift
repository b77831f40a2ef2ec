// The clock that systemd goes by.

import Glibc

/// CLOCK_MONOTONIC. Swift's ContinuousClock is CLOCK_BOOTTIME here, which runs on while the machine sleeps and the watchdog's does not.
public enum MonotonicClock {
  /// Nanoseconds since an arbitrary beginning.
  public static func nanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
