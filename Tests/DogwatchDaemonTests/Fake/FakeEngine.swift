// An engine in this process: it has containers, a ring of events, streams, and whatever can be wrong with an engine.

import DockerEngine
import Glibc
import NIOCore
import NIOPosix
import Synchronization
import Watch

@testable import DogwatchDaemon

/// Answers on a Unix socket as Docker does, unless it is told otherwise.
final class FakeEngine: Sendable {
  let path = "/tmp/dogwatch-fake-\(getpid())-\(FakeEngine.count.add(1, ordering: .relaxed).newValue).sock"
  let state = Mutex(State())
  private let listener = Mutex<(any Channel)?>(nil)
  private static let count = Atomic(0)

  struct State {
    var containers: [FakeContainer] = []
    var ring: [(time: Timestamp, line: String)] = []
    /// Decides on the answer to a call; nil or `.usual` for the engine's own.
    var script: (@Sendable (FakeCall) -> FakeReply)?
    var calls: [FakeCall] = []
    var connections: [ObjectIdentifier: any Channel] = [:]
    var streams: [ObjectIdentifier: any Channel] = [:]
    var held: [@Sendable () -> Void] = []
    var inspectsNow = 0
    var inspectsMost = 0
  }

  init(containers: [FakeContainer] = []) async throws {
    state.withLock { $0.containers = containers }
    try await listen()
  }

  var finder: HostFinder { HostFinder(option: "unix://\(path)", environment: [:]) }

  // MARK: Its life

  func listen() async throws {
    unlink(path)
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(FakeConversation(engine: self)) }
      }
      .bind(unixDomainSocketPath: path).get()
    listener.withLock { $0 = channel }
  }

  /// Closes the listener; connections live on, as while an engine shuts down.
  func stopListening() async {
    let channel = listener.withLock { $0.take() }
    try? await channel?.close()
  }

  /// Ends at one blow, and forgets its ring.
  func die() async {
    await stopListening()
    for channel in state.withLock({ Array($0.connections.values) }) { try? await channel.close() }
    state.withLock { $0.ring = [] }
  }

  func remove() async {
    await die()
    unlink(path)
  }

  // MARK: What happens on it

  func script(_ script: (@Sendable (FakeCall) -> FakeReply)?) {
    state.withLock { $0.script = script }
  }

  func change(_ name: String, _ body: (inout FakeContainer) -> Void) {
    state.withLock { state in
      for index in state.containers.indices where state.containers[index].name == name { body(&state.containers[index]) }
    }
  }

  /// An event that the ring remembers and every stream brings.
  func tell(_ line: String, at time: Timestamp = .now(), onStreams: Bool = true) {
    let streams = state.withLock { state in
      state.ring.append((time, line))
      if state.ring.count > RingAnswer.capacity { state.ring.removeFirst() }
      return onStreams ? Array(state.streams.values) : []
    }
    for stream in streams { FakeConversation.send(Array((line + "\n").utf8), to: stream) }
  }

  /// Bytes that only the streams bring.
  func send(_ bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes)
    for stream in state.withLock({ Array($0.streams.values) }) { FakeConversation.send(bytes, to: stream) }
  }

  /// Closes every stream, in good order or in the middle.
  func endStreams(inOrder: Bool) {
    for stream in state.withLock({ Array($0.streams.values) }) {
      if inOrder { stream.writeAndFlush(ByteBuffer(string: "0\r\n\r\n"), promise: nil) }
      stream.close(promise: nil)
    }
  }

  /// Sends the answers that were to come later.
  func release() {
    for answer in state.withLock({ state in
      defer { state.held = [] }
      return state.held
    }) { answer() }
  }

  // MARK: What was seen

  var calls: [FakeCall] { state.withLock { $0.calls } }
  var streamCount: Int { state.withLock { $0.streams.count } }
  var inspectsMost: Int { state.withLock { $0.inspectsMost } }
  var heldCount: Int { state.withLock { $0.held.count } }

  func count(of call: FakeCall) -> Int { calls.count { $0 == call } }
}
