import Synchronization

@testable import Systemd

/// Takes nothing until it is opened.
final class SlowReceiver: Sendable {
  private let gate = Bell()
  private let taken = Mutex<[String]>([])
  /// Rung by each that comes in and waits.
  let entered = Bell()

  func take(_ text: String) {
    entered.ring()
    gate.wait()
    gate.ring()
    taken.withLock { $0.append(text) }
  }

  func open() { gate.ring() }

  var texts: [String] { taken.withLock { $0 } }
}
