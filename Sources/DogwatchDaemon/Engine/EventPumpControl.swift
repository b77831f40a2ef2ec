// How others tell the pump to let go of a stream, and hear whether it still brings anything.

import DockerEngine
import Synchronization
import Watch

/// A stream that is being read, as far as others may end it.
final class EventPumpControl: Sendable {
  private let state = Mutex<(cancel: (@Sendable () -> Void)?, reason: String?)>((nil, nil))
  private let heardNanoseconds = Atomic<Int64>(.min)

  /// When the stream brought something last.
  var heardAt: Uptime { Uptime(nanoseconds: heardNanoseconds.load(ordering: .relaxed)) }

  func heard() { heardNanoseconds.store(Uptime.now().nanoseconds, ordering: .relaxed) }

  /// Declares the stream dead; the pump connects anew.
  func abandon(_ reason: String) {
    let cancel = state.withLock { state in
      guard state.cancel != nil, state.reason == nil else { return nil as (@Sendable () -> Void)? }
      state.reason = reason
      return state.cancel
    }
    cancel?()
  }

  /// A stream is being read from now on.
  func began(cancel: @escaping @Sendable () -> Void) {
    state.withLock { $0 = (cancel, nil) }
  }

  /// It is not any more; why it was abandoned, if it was.
  func ended() -> String? {
    state.withLock { state in
      defer { state = (nil, nil) }
      return state.reason
    }
  }
}
