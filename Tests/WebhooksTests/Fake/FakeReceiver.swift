// A receiver on loopback that answers as it is told, or misbehaves.

import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Answers requests by a closure, over TLS if wanted. `CONNECT` is granted and noted, so it can stand for a proxy and what is behind it.
final class FakeReceiver: Sendable {
  let port: Int
  private let isTLS: Bool
  private let listener: any Channel
  private let log: ReceiverLog

  init(tls context: NIOSSLContext? = nil, answer: @escaping @Sendable (FakeRequest) -> FakeAnswer = { _ in .ok }) async throws {
    let log = ReceiverLog()
    listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { [context] channel in
        channel.eventLoop.makeCompletedFuture {
          if let context { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) }
          try channel.pipeline.syncOperations.addHandler(FakeConnection(log: log, answer: answer))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    self.log = log
    isTLS = context != nil
    port = listener.localAddress?.port ?? 0
  }

  /// With this user part, and this path and query.
  func url(_ target: String = "/hook", user: String = "") -> String {
    (isTLS ? "https://" : "http://") + user + "127.0.0.1:\(port)" + target
  }

  var requests: [FakeRequest] { log.requests.withLock { $0 } }
  var connections: Int { log.connections.withLock { $0.all } }
  var mostOpenConnections: Int { log.connections.withLock { $0.most } }
  var openConnections: Int { log.connections.withLock { $0.open } }
  /// Bytes of endless answers that the network took.
  var bytesSent: Int { log.bytesSent.load(ordering: .relaxed) }

  func stop() async {
    try? await listener.close()
  }
}

/// A whole request.
struct FakeRequest: Sendable {
  var method: String
  var target: String
  /// Names in lower case.
  var headers: [String: String]
  var body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }
}

/// What all connections of a receiver have seen.
final class ReceiverLog: Sendable {
  struct Connections {
    var all = 0
    var open = 0
    var most = 0
  }

  let requests = Mutex<[FakeRequest]>([])
  let connections = Mutex(Connections())
  let bytesSent = Atomic(0)
}
