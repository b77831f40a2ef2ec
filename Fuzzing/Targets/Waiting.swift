// From a thread that may wait to work that does not.

import Dispatch
import Synchronization

/// Runs the work and waits for its result. Not for a thread of the cooperative pool.
func waitFor<Result: Sendable>(_ work: @escaping @Sendable () async -> Result) -> Result {
  let (result, done) = (Parcel<Result>(), DispatchSemaphore(value: 0))
  Task {
    result.set(await work())
    done.signal()
  }
  done.wait()
  guard let value = result.value else { fatalError("signalled without a result") }
  return value
}

private final class Parcel<Value: Sendable>: Sendable {
  private let content = Mutex<Value?>(nil)

  func set(_ value: Value) { content.withLock { $0 = value } }
  var value: Value? { content.withLock { $0 } }
}
