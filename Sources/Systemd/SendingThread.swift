// What may have to wait for its receiver is sent by a thread of its own, so that nobody else waits.

import Glibc
import Synchronization

/// Keeps what is to be sent, and sends it from a thread that lives as long as the process.
final class SendingThread<Waiting: Sendable>: Sendable {
  /// The errno that the thread could not be started for: then `add` sends by itself, and may have to wait.
  var trouble: CInt? {
    let number = startError.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  private let empty: Waiting
  private let send: @Sendable (Waiting) -> Void
  private let startError = Atomic<CInt>(0)
  private let bell = Bell()
  private let idle = Bell()
  private let state: Mutex<State>

  private struct State {
    var waiting: Waiting
    var isEmpty = true
    var isSending = false
  }

  /// `empty` is what additions begin with; `send` gets all that waits at once, and may take its time.
  init(empty: Waiting, start: ThreadStart = startLastingThread, send: @escaping @Sendable (Waiting) -> Void) {
    self.empty = empty
    self.send = send
    state = Mutex(State(waiting: empty))
    startError.store(start { self.sendForever() }, ordering: .relaxed)
  }

  /// Adds to what waits; never waits itself, unless there is no thread.
  func add<Result: Sendable>(_ body: (inout Waiting) -> Result) -> Result {
    guard trouble == nil else {
      var waiting = empty
      let result = body(&waiting)
      send(waiting)
      return result
    }
    let result = state.withLock { state in
      state.isEmpty = false
      return body(&state.waiting)
    }
    bell.ring()
    return result
  }

  /// Waits until all that was added is sent, at most so many milliseconds; true when it is.
  func flush(milliseconds: Int64) -> Bool {
    let deadline = MonotonicClock.nanoseconds() + milliseconds * 1_000_000
    while state.withLock({ !$0.isEmpty || $0.isSending }) {
      let left = (deadline - MonotonicClock.nanoseconds()) / 1_000_000
      guard left > 0 else { return false }
      idle.wait(milliseconds: Int32(clamping: left))
    }
    return true
  }

  private func sendForever() {
    while true {
      bell.wait()
      let waiting = state.withLock { state in
        defer { (state.waiting, state.isEmpty, state.isSending) = (empty, true, true) }
        return state.waiting
      }
      send(waiting)
      state.withLock { $0.isSending = false }
      idle.ring()
    }
  }
}

/// Starts a thread that runs this; returns an errno when there is none to be had.
typealias ThreadStart = (@escaping @Sendable () -> Void) -> CInt

/// One that nobody waits for: what it runs may go on as long as the process.
func startLastingThread(_ run: @escaping @Sendable () -> Void) -> CInt {
  let body = Unmanaged.passRetained(ThreadBody(run: run))
  var thread = pthread_t()
  let number = pthread_create(
    &thread, nil,
    { body in
      guard let body else { return nil }
      Unmanaged<ThreadBody>.fromOpaque(body).takeRetainedValue().run()
      return nil
    }, body.toOpaque())
  guard number == 0 else {
    body.release()
    return number
  }
  pthread_detach(thread)
  return 0
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(run: @escaping @Sendable () -> Void) {
    self.run = run
  }
}
