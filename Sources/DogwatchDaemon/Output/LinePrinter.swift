// Standard output, which may block, kept away from those who must not.

import NIOCore
import Synchronization

/// Prints lines in order on a thread of its own; when nobody reads them, it drops some and says how many.
final class LinePrinter: Sendable {
  private let loop: any EventLoop
  private let output: LineOutput
  private let limit: Int
  private let state = Mutex(State())

  private struct State {
    var waiting = 0
    /// Lines dropped since the last that was taken.
    var dropped = 0
    var isClosed = false
  }

  init(loop: any EventLoop, output: LineOutput = .standardOutput, limit: Int = 10_000) {
    self.loop = loop
    self.output = output
    self.limit = limit
  }

  func print(_ line: String) {
    let dropped = state.withLock { state -> Int? in
      guard state.waiting < limit, !state.isClosed else {
        state.dropped += 1
        return nil
      }
      state.waiting += 1
      defer { state.dropped = 0 }
      return state.dropped
    }
    guard let dropped else { return }
    loop.execute { [self] in
      tell(dropped)
      write(line)
      // When the last one is out, what came behind it and found no room is told too.
      tell(
        state.withLock { state in
          state.waiting -= 1
          guard state.waiting == 0, !state.isClosed else { return 0 }
          defer { state.dropped = 0 }
          return state.dropped
        })
    }
  }

  /// Nothing waits any more for somebody to read: what finds no room is dropped.
  func close() {
    state.withLock { $0.isClosed = true }
  }

  private func tell(_ dropped: Int) {
    if dropped > 0 { write("(\(dropped) line\(dropped == 1 ? " was" : "s were") dropped: nobody read them in time)") }
  }

  private func write(_ line: String) {
    output.write(line + "\n", while: { !state.withLock { $0.isClosed } })
  }
}
