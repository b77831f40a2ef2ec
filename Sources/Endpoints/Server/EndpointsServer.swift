// The listener: everything of Dogwatch that is asked over HTTP.

import HummingbirdCore
public import Logging
public import NIOCore
public import NIOPosix
public import ServiceLifecycle

/// Serves the endpoints until it is told to stop.
public struct EndpointsServer: Service {
  private let address: ListenAddress
  private let responder: Responder
  private let limits: EndpointLimits
  private let eventLoopGroup: any EventLoopGroup
  private let logger: Logger
  private let serverLogger: Logger
  private let onListening: @Sendable (ListenAddress) async -> Void

  /// A server of these sources for those whom `access` lets in. Once it listens it calls `onListening` with the address, the port being the one it got.
  public init(
    address: ListenAddress, sources: EndpointSources, access: AccessControl = AccessControl(), limits: EndpointLimits = EndpointLimits(),
    eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, logger: Logger,
    onListening: @escaping @Sendable (ListenAddress) async -> Void = { _ in }
  ) {
    self.address = address
    self.limits = limits
    self.eventLoopGroup = eventLoopGroup
    self.onListening = onListening
    responder = Responder(sources: sources, limits: limits, access: access)
    self.logger = logger
    var logger = logger
    // What Hummingbird tells (its listening, a client that vanished, its own cancellation) is ours to say or to leave.
    logger.logLevel = .critical
    serverLogger = logger
  }

  /// Listens and serves. Throws a `ListenError` when it cannot listen; returns within half a second of a graceful shutdown, at which idle
  /// connections are closed and responses being written get that long.
  public func run() async throws {
    if case .unix(let path) = address, let obstacle = UnixSocketFile(path: path).obstacle() { throw ListenError(address, obstacle) }
    let listening = OneWayFlag()
    let server = makeServer(ConnectionRoster(limit: limits.connections, patience: limits.patience), listening)
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        group.addTask { [limits] in
          try await gracefulShutdown()
          try await Task.sleep(for: limits.shutdown)
        }
        defer { group.cancelAll() }
        try await group.next()
      }
    } catch  where !listening.isSet && !(error is CancellationError) {
      throw ListenError(address, bindingFailedWith: error)
    }
  }

  private func makeServer(_ roster: ConnectionRoster, _ listening: OneWayFlag) -> any Service {
    ListenerChannel(
      access: responder.access, responder: responder, roster: roster,
      configuration: HTTP1Channel.Configuration(
        additionalChannelHandlers: [MalformedRequestHandler(), AskingHandler(roster)],
        idleTimeout: TimeAmount(limits.idle),
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes, maxHeaderFieldCount: limits.headerCount))
    ).server(
      configuration: ServerConfiguration(
        address: address.bindAddress,
        availableConnectionsDelegate: RosterDelegate(roster: roster)),
      onServerRunning: { channel in
        listening.set()
        // Whether there is a place is asked once a read, and by default a read accepts four.
        try? await channel.setOption(.maxMessagesPerRead, value: 1).get()
        roster.serve(channel)
        try? await channel.eventLoop.submit { [logger] in
          try channel.pipeline.syncOperations.addHandler(AcceptTroubleHandler(roster, logger), position: .first)
        }.get()
        await announce(channel)
      },
      eventLoopGroup: eventLoopGroup, logger: serverLogger)
  }

  private func announce(_ channel: any Channel) async {
    switch address {
    case .tcp(let host, let port):
      await onListening(.tcp(host: host, port: channel.localAddress?.port ?? port))
    case .unix(let path):
      if let number = UnixSocketFile(path: path).restrict() {
        logger.warning("cannot set the mode of \(path): error \(number)")
      }
      await onListening(address)
    }
  }
}
