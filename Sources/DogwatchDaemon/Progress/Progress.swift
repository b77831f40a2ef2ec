// What the watchdog sees: every loop, and whether one of them stands still.

import Synchronization
import Systemd
import Terminal

/// The loops of a daemon.
final class Progress: Sendable {
  /// A loop busy for longer stands still.
  let busyLimit: Duration
  private let loops = Mutex<[LoopProgress]>([])
  private let lookouts = Mutex<[@Sendable () -> Stall?]>([])

  /// Where no systemd sets the limit: no batch of work takes near as long.
  static let usualLimit = Duration.seconds(15)

  init(busyLimit: Duration = usualLimit) {
    self.busyLimit = busyLimit
  }

  /// A loop of that name, waiting.
  func loop(_ name: String) -> LoopProgress {
    let loop = LoopProgress(name)
    loops.withLock { $0.append(loop) }
    return loop
  }

  /// Looks there too: at workers that come and go.
  func watch(_ lookout: @escaping @Sendable () -> Stall?) {
    lookouts.withLock { $0.append(lookout) }
  }

  /// The loop that has been busy the longest, if that is too long; else what stands still elsewhere.
  func stall(at now: Int64 = MonotonicClock.nanoseconds()) -> Stall? {
    let busy = loops.withLock { loops in loops.compactMap { loop in loop.busyTime(at: now).map { (loop.name, $0) } } }
    if let longest = busy.max(by: { $0.1 < $1.1 }), longest.1 >= busyLimit.nanoseconds {
      return Stall(loop: longest.0, nanoseconds: longest.1)
    }
    return lookouts.withLock { $0 }.lazy.compactMap { $0() }.first
  }
}

/// A loop that stands still.
struct Stall: Sendable, Hashable, CustomStringConvertible {
  var loop: String
  var nanoseconds: Int64

  var description: String { "the \(loop) has stood still for \(TransitionLine.length(Double(nanoseconds) / 1e9))" }
}
