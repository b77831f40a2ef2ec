// The engine as the loops share it.

import DockerEngine
import Synchronization

/// The client that the pump uses, for those who list and inspect.
final class EngineLink: Sendable {
  private let state = Mutex<(client: EngineClient?, isConnected: Bool, trouble: String?)>((nil, false, nil))
  private let onChange: @Sendable () -> Void

  /// `onChange` is called whenever `isConnected` or `trouble` may be another.
  init(onChange: @escaping @Sendable () -> Void = {}) {
    self.onChange = onChange
  }

  var client: EngineClient? { state.withLock { $0.client } }
  var isConnected: Bool { state.withLock { $0.isConnected } }
  /// Why the last attempt to connect failed; nil after one that did not.
  var trouble: String? { state.withLock { $0.trouble } }

  /// Uses another client from now on; returns the one it replaces, which must be shut down.
  func use(_ client: EngineClient?) -> EngineClient? {
    defer { onChange() }
    return state.withLock { state in
      defer { (state.client, state.isConnected) = (client, false) }
      return state.client
    }
  }

  func connected() {
    state.withLock { ($0.isConnected, $0.trouble) = (true, nil) }
    onChange()
  }

  func failed(_ reason: String) {
    state.withLock { $0.trouble = reason }
    onChange()
  }

  /// The client stays: verdicts ask on, and its refusals are an answer.
  func disconnected() {
    state.withLock { $0.isConnected = false }
    onChange()
  }
}
