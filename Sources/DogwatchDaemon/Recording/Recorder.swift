// The recording of a running daemon, written on a thread of its own.

import DockerEngine
import JSON
import NIOCore
import ServiceLifecycle
import Synchronization
import Watch

/// Writes observations as they are applied. Never waits for a disk or a reader; what cannot keep up ends, rather than leave something out.
final class Recorder: Service {
  private let target: RecordingOutput
  private let loop: any EventLoop
  private let capacity: Int
  private let state = Mutex(State())
  private let failures = AsyncStream.makeStream(of: RecordingError.self)
  private let whenStopped: @Sendable (RecordingError) throws -> Void

  private struct State {
    /// Bytes of the observations not yet written, about.
    var waiting = 0
    /// Nothing more is taken.
    var isClosed = false
    /// Nothing more is written.
    var hasFailed = false
    /// Until when a reader that does not read is waited for; nil: as long as it takes.
    var patience: Uptime?
  }

  /// How long the end of the daemon waits for what is not yet written, nanoseconds.
  private static let farewell: Int64 = 2_000_000_000

  /// `whenStopped` is told why a recording ended early; an error it throws ends the daemon.
  init(
    _ target: RecordingOutput, loop: any EventLoop, capacity: Int = Inbox.defaultCapacity,
    whenStopped: @escaping @Sendable (RecordingError) throws -> Void
  ) {
    self.target = target
    self.loop = loop
    self.capacity = capacity
    self.whenStopped = whenStopped
  }

  /// Writes the first line; to be called before anything is recorded.
  func begin(_ header: RecordingHeader) {
    loop.execute { self.write([header]) }
  }

  /// Takes observations in the order they are applied.
  func record(_ observations: ArraySlice<Observation>) {
    let size = observations.reduce(0) { $0 + $1.content.size }
    let isTaken = state.withLock { state -> Bool? in
      guard !state.isClosed else { return nil }
      // One that alone is larger than the room is taken when nothing else waits.
      state.isClosed = state.waiting > 0 && state.waiting + size > capacity
      if !state.isClosed { state.waiting += size }
      return !state.isClosed
    }
    switch isTaken {
    case true?:
      loop.execute {
        self.write(observations)
        self.state.withLock { $0.waiting -= size }
      }
    case false?: failures.continuation.yield(.cannotKeepUp(target.name))
    case nil: break
    }
  }

  /// Until the daemon ends: the last of the services to do so, when everything has been applied.
  func run() async throws {
    defer { failures.continuation.finish() }
    for await failure in failures.stream.cancelOnGracefulShutdown() {
      do {
        try whenStopped(failure)
      } catch {
        await finish()
        throw error
      }
    }
    await finish()
  }

  private func finish() async {
    state.withLock { state in
      state.isClosed = true
      state.patience = .now().advanced(by: Self.farewell)
    }
    try? await loop.submit { self.target.close() }.get()
  }

  // MARK: On the loop

  private func write(_ values: some Collection<some Recorded>) {
    guard !state.withLock({ $0.hasFailed }) else { return }
    var json = JSONWriter()
    for value in values {
      value.record(to: &json)
      json.endLine()
    }
    let error = json.bytes.withUnsafeBytes { bytes in
      target.output.write(bytes, while: { self.state.withLock { $0.patience.map { $0 > .now() } ?? true } })
    }
    guard let error else { return }
    state.withLock { state in
      state.isClosed = true
      state.hasFailed = true
    }
    failures.continuation.yield(.stopped(target.name, error))
  }
}
