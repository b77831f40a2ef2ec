// The monotonic clock.

import Glibc

/// CLOCK_MONOTONIC, seconds.
func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The time that a piece of work takes, seconds.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let began = seconds()
  try body()
  return seconds() - began
}
