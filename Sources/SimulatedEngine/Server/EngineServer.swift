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
  private let group: MultiThreadedEventLoopGroup
  private let state: Mutex<State>

  struct State {
    var simulation: Simulation
    var place: Place
    var door = Door.closed
    var presence: Engine.Presence
    var connections: [Int: Connection] = [:]
    var subscribers: [Int: Subscriber] = [:]
    var parked: [(request: Request, connection: Connection)] = []
    var connectionCount = 0
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

  /// How many requests wait for an answer.
  public var parkedCount: Int { state.withLock(\.parked.count) }

  /// Whether all readers keep up: a load that waits for that loses nothing and makes nobody's memory grow.
  public var isDrained: Bool { state.withLock { $0.subscribers.values.allSatisfy { $0.connection.channel.isWritable } } }

  private func endStreams(_ state: inout State, inOrder: Bool) {
    for subscriber in state.subscribers.values {
      if inOrder { subscriber.connection.endStream() } else { subscriber.connection.close() }
    }
    state.subscribers = [:]
  }

  // MARK: Connections

  func opened(_ connection: Connection) {
    state.withLock { state in
      if state.isClosed || state.simulation.faults.refusesConnections { return connection.close() }
      state.connections[connection.number] = connection
    }
  }

  func closed(_ connection: Connection) {
    state.withLock { state in
      state.connections[connection.number] = nil
      state.subscribers[connection.number] = nil
      state.parked.removeAll { $0.connection.number == connection.number }
    }
  }

  func received(_ request: Request, on connection: Connection) {
    state.withLock { state in
      state.simulation.engine.advance(to: .present)
      answer(request, on: connection, &state)
      settle(&state)
    }
  }

  private func answer(_ request: Request, on connection: Connection, _ state: inout State) {
    switch state.simulation.react(to: request) {
    case .answer(let answer): connection.send(answer, from: state.simulation.engine)
    case .park: state.parked.append((request, connection))
    case .silence: break
    case .stream(let since, let until, let filter):
      // What was not told yet would be told twice: by the ring, and by the stream.
      publish(&state)
      let engine = state.simulation.engine
      connection.beginStream(from: engine)
      if since != nil || until != nil {
        let past = engine.ring.events(since: since ?? Timestamp(seconds: 0), until: until, where: filter.matches)
        connection.push(EventBatch(past).bytes(for: filter))
      }
      if let until, until <= engine.now { return connection.finishStream() }
      state.subscribers[connection.number] = Subscriber(connection: connection, filter: filter, until: until)
    }
  }

  // MARK: What follows from a change

  /// Brings the outside into line: events are sent, the door opens or closes, the next alarm is set.
  private func settle(_ state: inout State) {
    guard !state.isClosed else { return }
    publish(&state)
    followPresence(&state)
    moveDoor(&state)
    answerParked(&state)
    setAlarm(&state)
  }

  private func publish(_ state: inout State) {
    let events = state.simulation.engine.takeEvents()
    let fault = state.simulation.faults.stream
    guard !state.subscribers.isEmpty else { return }
    let batch = EventBatch(fault == .drop ? [] : events)
    for number in Array(state.subscribers.keys) {
      guard var subscriber = state.subscribers[number] else { continue }
      subscriber.backlog += batch.bytes(for: subscriber.filter)
      if fault != .stall, !subscriber.backlog.isEmpty {
        subscriber.connection.push(subscriber.backlog)
        subscriber.backlog = []
      }
      state.subscribers[number] = subscriber
      if let until = subscriber.until, until <= state.simulation.engine.now {
        subscriber.connection.finishStream()
        state.subscribers[number] = nil
      }
    }
  }

  private func followPresence(_ state: inout State) {
    let (old, new) = (state.presence, state.simulation.engine.presence)
    guard old != new else { return }
    state.presence = new
    switch new {
    case .shuttingDown:
      for connection in state.connections.values where state.subscribers[connection.number] == nil { connection.close() }
    case .down:
      endStreams(&state, inOrder: old == .shuttingDown)
      for connection in state.connections.values { connection.close() }
    case .up, .booting: break
    }
  }

  private func moveDoor(_ state: inout State) {
    let isWanted = !state.simulation.faults.refusesConnections && (state.presence == .up || isSocketHeld)
    switch state.door {
    case .open(let channel) where !isWanted:
      channel.close(promise: nil)
      state.door = .closed
    case .closed where isWanted:
      state.door = .opening
      let place = state.place
      // Not at once: the lock is held here.
      group.next().execute { self.bind(to: place).whenComplete { self.opened($0) } }
    case .open, .closed, .opening: break
    }
  }

  private func opened(_ result: Result<any Channel, any Error>) {
    state.withLock { state in
      switch result {
      case .success(let channel) where state.isClosed: channel.close(promise: nil)
      case .success(let channel): state.door = .open(channel)
      case .failure: state.door = .closed
      }
      // An address that cannot be had now is tried for again at the next change.
      if case .success = result { settle(&state) }
    }
  }

  private func answerParked(_ state: inout State) {
    guard !state.parked.isEmpty, state.presence == .up, !state.simulation.faults.hangs else { return }
    let parked = state.parked
    state.parked = []
    for (request, connection) in parked { answer(request, on: connection, &state) }
  }

  private func setAlarm(_ state: inout State) {
    let untils = state.subscribers.values.compactMap(\.until)
    guard let next = (untils + [state.simulation.engine.nextAlarm].compactMap { $0 }).min() else { return }
    if let alarm = state.alarm, alarm.time <= next { return }
    state.alarm?.task.cancel()
    let delay = TimeAmount.nanoseconds(max(0, next.since(.present)))
    let task = group.next().scheduleTask(in: delay) { self.wake() }
    state.alarm = (next, task)
  }

  private func wake() {
    state.withLock { state in
      state.alarm = nil
      state.simulation.engine.advance(to: .present)
      settle(&state)
    }
  }

  // MARK: Listening

  private func bind(to place: Place) -> EventLoopFuture<any Channel> {
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
