// How often systemd wants to hear that all is well (sd_watchdog_enabled(3)).

import CSystemd

/// When to ping, and how long a loop may be busy before it counts as standing still.
public struct WatchdogSchedule: Sendable, Hashable {
  /// Microseconds without a ping after which systemd kills the service: `WATCHDOG_USEC`.
  public let limitMicroseconds: UInt64

  public init(limitMicroseconds: UInt64) {
    self.limitMicroseconds = limitMicroseconds
  }

  /// What systemd asks of this process; nil when it asks for nothing, or asks another (`WATCHDOG_PID`).
  public static func asked() -> WatchdogSchedule? {
    var microseconds: UInt64 = 0
    guard sd_watchdog_enabled(0, &microseconds) > 0, microseconds > 0 else { return nil }
    return WatchdogSchedule(limitMicroseconds: microseconds)
  }

  /// From one ping to the next: half of the limit, as sd_watchdog_enabled(3) recommends.
  public var interval: Duration { .microseconds(limitMicroseconds / 2) }
  /// Between two looks at a loop that stands still: when it moves again, the ping should not come too late.
  public var impatientInterval: Duration { .microseconds(limitMicroseconds / 16) }
  /// A loop busy for longer stands still: less than `interval`, so that the first look after that finds it, and there is time to say so
  /// before the end.
  public var busyLimit: Duration { .microseconds(limitMicroseconds / 8 * 3) }
}
