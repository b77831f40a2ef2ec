// A server that answers as an engine would, or as nothing should.

import DockerEngine
import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Answers requests by a closure, on a Unix socket or on loopback, over TLS if wanted.
final class FakeEngine: Sendable {
  let host: EngineHost
  private let listener: any Channel
  private let log: RequestLog

  /// What was asked so far.
  var requests: [FakeRequest] { log.requests.withLock { $0 } }

  enum Place {
    case socket
    case loopback
    case tls(server: NIOSSLContext, client: EngineTLS)
  }

  init(at place: Place = .socket, answer: @escaping @Sendable (FakeRequest) -> FakeAnswer) async throws {
    let log = RequestLog()
    var context: NIOSSLContext?
    if case .tls(let server, _) = place { context = server }
    let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { [context] channel in
        channel.eventLoop.makeCompletedFuture {
          if let context { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) }
          try channel.pipeline.syncOperations.addHandler(FakeConnection(log: log, answer: answer))
        }
      }
    self.log = log
    switch place {
    case .socket:
      let path = "/tmp/fake-engine-\(getpid())-\(Self.count.add(1, ordering: .relaxed).newValue).sock"
      unlink(path)
      self.listener = try await bootstrap.bind(unixDomainSocketPath: path).get()
      self.host = .unix(path: path)
    case .loopback:
      self.listener = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
      self.host = .tcp(host: "127.0.0.1", port: listener.localAddress?.port ?? 0, tls: nil)
    case .tls(_, let client):
      self.listener = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
      self.host = .tcp(host: "127.0.0.1", port: listener.localAddress?.port ?? 0, tls: client)
    }
  }

  /// Closes the listener as an engine that goes down does; open connections go on.
  func stopListening() async {
    try? await listener.close()
  }

  func remove() async {
    await stopListening()
    if case .unix(let path) = host { unlink(path) }
  }

  private static let count = Atomic(0)
}

/// Requests and connections of all connections.
final class RequestLog: Sendable {
  let requests = Mutex<[FakeRequest]>([])
  let connections = Atomic(0)
}

/// Runs a fake engine and a client of it for as long as the body takes.
func withFakeEngine<Result>(
  at place: FakeEngine.Place = .socket, requestTimeout: Duration = .seconds(60),
  answer: @escaping @Sendable (FakeRequest) -> FakeAnswer, _ body: (EngineClient, FakeEngine) async throws -> Result
) async throws -> Result {
  let engine = try await FakeEngine(at: place, answer: answer)
  let client = try EngineClient(host: engine.host, requestTimeout: requestTimeout)
  do {
    let result = try await body(client, engine)
    await client.shutdown()
    await engine.remove()
    return result
  } catch {
    await client.shutdown()
    await engine.remove()
    throw error
  }
}
