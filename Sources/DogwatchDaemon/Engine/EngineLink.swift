// The engine as the loops share it.

import DockerEngine
import Synchronization

/// The client that the pump uses, for those who list and inspect.
final class EngineLink: Sendable {
  private let state = Mutex<(client: EngineClient?, isConnected: Bool)>((nil, false))

  var client: EngineClient? { state.withLock { $0.client } }
  var isConnected: Bool { state.withLock { $0.isConnected } }

  /// Uses another client from now on; returns the one it replaces, which must be shut down.
  func use(_ client: EngineClient?) -> EngineClient? {
    state.withLock { state in
      defer { state = (client, false) }
      return state.client
    }
  }

  func connected() {
    state.withLock { $0.isConnected = true }
  }

  /// The client stays: verdicts ask on, and its refusals are an answer.
  func disconnected() {
    state.withLock { $0.isConnected = false }
  }
}
