// The simulated engine on a socket, living in real time.

import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Watch

/// Serves the Docker API of a simulation, whose clock is the host's. Everything that changes it goes through `change`.
public final class EngineServer: Sendable {
  /// Where it listens.
  public enum Place: Sendable {
    case unix(path: String)
    /// Port 0 picks one.
    case loopback(port: Int)
  }

  /// Whether somebody else holds its socket while it is away, as systemd does for `dockerd -H fd://`: connections are accepted all the time
  /// and answered when it is back.
  public let isSocketHeld: Bool
  let group: MultiThreadedEventLoopGroup
  let state: Mutex<State>

  struct State {
    var simulation: Simulation
    var place: Place
    var door = Door.closed
    var presence: Engine.Presence
    var connections: [Int: Connection] = [:]
    var subscribers: [Int: Subscriber] = [:]
    var parked: [(request: Request, connection: Connection)] = []
    var connectionCount = 0
    var toldCount = 0
    var alarm: (time: Timestamp, task: Scheduled<Void>)?
    var isClosed = false
  }

  enum Door {
    case closed, opening
    case open(any Channel)
  }

  /// Starts to serve; an old socket file is replaced.
  public init(_ simulation: Simulation, at place: Place, isSocketHeld: Bool = false) async throws {
    self.isSocketHeld = isSocketHeld
    group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    state = Mutex(State(simulation: simulation, place: place, presence: simulation.engine.presence))
    let channel: any Channel
    do {
      channel = try await bind(to: place).get()
    } catch {
      try? await group.shutdownGracefully()
      throw error
    }
    state.withLock { state in
      if case .loopback = place { state.place = .loopback(port: channel.localAddress?.port ?? 0) }
      state.door = .open(channel)
      settle(&state)
    }
  }

  /// The address in the form of `DOCKER_HOST`.
  public var host: String {
    switch state.withLock(\.place) {
    case .unix(let path): "unix://\(path)"
    case .loopback(let port): "tcp://127.0.0.1:\(port)"
    }
  }

  /// Ends everything and removes the socket file.
  public func close() async {
    state.withLock { state in
      state.isClosed = true
      state.alarm?.task.cancel()
      if case .open(let channel) = state.door { channel.close(promise: nil) }
      for connection in state.connections.values { connection.close() }
      if case .unix(let path) = state.place { unlink(path) }
    }
    try? await group.shutdownGracefully()
  }

  // MARK: Changing

  /// Does something to the simulation at the present time; what it causes is told to the readers before this returns.
  @discardableResult
  public func change<Result: Sendable>(_ body: (inout Simulation) throws -> Result) rethrows -> Result {
    try state.withLock { state in
      state.simulation.engine.advance(to: .present)
      defer { settle(&state) }
      return try body(&state.simulation)
    }
  }

  /// Looks at the simulation as it is now.
  public func read<Result: Sendable>(_ body: (Simulation) throws -> Result) rethrows -> Result {
    try change { try body($0) }
  }

  /// Ends every event stream: in good order, or in the middle.
  public func cutStreams(inOrder: Bool = false) {
    state.withLock { state in endStreams(&state, inOrder: inOrder) }
  }

  /// How many read the event stream.
  public var readerCount: Int { state.withLock(\.subscribers.count) }

  /// How many events were written for readers, each as often as there were readers that wanted it.
  public var toldCount: Int { state.withLock(\.toldCount) }

  /// How many requests wait for an answer.
  public var parkedCount: Int { state.withLock(\.parked.count) }

  /// Whether all readers keep up: a load that waits for that loses nothing and makes nobody's memory grow.
  public var isDrained: Bool { state.withLock { $0.subscribers.values.allSatisfy { $0.connection.channel.isWritable } } }

  func endStreams(_ state: inout State, inOrder: Bool) {
    for subscriber in state.subscribers.values {
      if inOrder { subscriber.connection.finishAndClose() } else { subscriber.connection.close() }
    }
    state.subscribers = [:]
  }

  // MARK: Listening

  func bind(to place: Place) -> EventLoopFuture<any Channel> {
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.backlog, value: 1024)
      .childChannelOption(.writeBufferWaterMark, value: .init(low: 1 << 19, high: 1 << 20))
      .childChannelInitializer { [self] channel in
        channel.eventLoop.makeCompletedFuture {
          let number = state.withLock { state in
            state.connectionCount += 1
            return state.connectionCount
          }
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(
            RequestHandler(server: self, connection: Connection(number: number, channel: channel)))
        }
      }
    return switch place {
    case .unix(let path): bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true)
    case .loopback(let port): bootstrap.bind(host: "127.0.0.1", port: port)
    }
  }
}

extension Timestamp {
  /// CLOCK_REALTIME.
  static var present: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }
}
