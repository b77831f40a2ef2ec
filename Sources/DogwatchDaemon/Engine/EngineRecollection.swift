// From the pump, which knows the engine, to the writer, which keeps what is known.

import Synchronization
import Watch

/// What is to be kept of the engine that is connected to.
final class EngineRecollection: Sendable {
  private let trace = Mutex<EngineTrace?>(nil)

  /// To be called before the connection is announced.
  func note(_ trace: EngineTrace) {
    self.trace.withLock { $0 = trace }
  }

  /// Of the connection made last.
  var current: EngineTrace? { trace.withLock { $0 } }
}
