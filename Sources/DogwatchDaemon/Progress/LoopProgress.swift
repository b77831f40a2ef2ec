// Since when one loop has been busy.

import Synchronization
import Systemd

/// A loop says when it works and when it waits. What comes from outside is waited for: input, a timer, a request that has a time limit. So an
/// engine that is down or hangs makes no loop stand still.
final class LoopProgress: Sendable {
  let name: String
  /// Nanoseconds of the monotonic clock; 0 while it waits.
  private let busySince = Atomic<Int64>(0)

  init(_ name: String) {
    self.name = name
  }

  /// Work begins, or has come one step further.
  func works() { busySince.store(MonotonicClock.nanoseconds(), ordering: .relaxed) }

  func waits() { busySince.store(0, ordering: .relaxed) }

  /// Waits for as long as the body takes.
  func waiting<Value, Failure: Error>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    waits()
    defer { works() }
    return try await body()
  }

  /// How long it has been busy, in nanoseconds; nil while it waits.
  func busyTime(at now: Int64) -> Int64? {
    let since = busySince.load(ordering: .relaxed)
    return since == 0 ? nil : now - since
  }

  var isWaiting: Bool { busySince.load(ordering: .relaxed) == 0 }
}
