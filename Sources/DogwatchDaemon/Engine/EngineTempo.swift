// How patient the loops are with the engine, and how often they list it.

import Synchronization

/// Durations that may change while the loops run.
final class EngineTempo: Sendable {
  private let state: Mutex<State>

  private struct State {
    var requestTimeout: Duration
    var reconcileInterval: Duration
    var sleep: Task<Void, Never>?
  }

  init(requestTimeout: Duration, reconcileInterval: Duration) {
    state = Mutex(State(requestTimeout: requestTimeout, reconcileInterval: reconcileInterval))
  }

  /// For each request of clients made from now on.
  var requestTimeout: Duration { state.withLock { $0.requestTimeout } }

  func set(requestTimeout: Duration, reconcileInterval: Duration) {
    state.withLock { state in
      state.requestTimeout = requestTimeout
      guard state.reconcileInterval != reconcileInterval else { return }
      state.reconcileInterval = reconcileInterval
      state.sleep?.cancel()
    }
  }

  /// Waits for one interval, or until it is another.
  func waitForNextList() async {
    let sleep = state.withLock { state in
      let interval = state.reconcileInterval
      let sleep = Task { () -> Void in try? await Task.sleep(for: interval) }
      state.sleep = sleep
      return sleep
    }
    await withTaskCancellationHandler {
      await sleep.value
    } onCancel: {
      sleep.cancel()
    }
  }
}
