// A receiver of webhooks that notes when each request has come.

import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Answers 200 to everything on a port of its own, at once, and keeps what came.
final class Receiver: Sendable {
  /// One request.
  struct Arrival: Sendable {
    /// When its last byte was here, by the monotonic clock.
    var time: Double
    var body: [UInt8]
  }

  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let channel: any Channel
  private let arrivals: Arrivals

  fileprivate final class Arrivals: Sendable {
    let list = Mutex<[Arrival]>([])
    let count = Atomic(0)
    let keepsBodies: Bool

    init(keepsBodies: Bool) {
      self.keepsBodies = keepsBodies
    }
  }

  /// `keepsBodies` false: only counts.
  init(keepsBodies: Bool = true) async throws {
    let arrivals = Arrivals(keepsBodies: keepsBodies)
    self.arrivals = arrivals
    channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 256)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Handler(arrivals))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  /// Takes nothing more.
  func close() {
    group.shutdownGracefully { _ in }
  }

  /// An entry of `webhooks` that leads here.
  func webhook(_ name: String = "bench") -> String {
    #"{"name": "\#(name)", "url": "http://127.0.0.1:\#(channel.localAddress?.port ?? 0)/\#(name)"}"#
  }

  /// How many requests there have been.
  var count: Int { arrivals.count.load(ordering: .relaxed) }

  /// The requests since the last call.
  func take() -> [Arrival] {
    arrivals.list.withLock { list in
      defer { list = [] }
      return list
    }
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let arrivals: Arrivals
    private var body: [UInt8] = []

    init(_ arrivals: Arrivals) {
      self.arrivals = arrivals
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head: body = []
      case .body(let bytes): if arrivals.keepsBodies { body += bytes.readableBytesView }
      case .end:
        let arrival = Arrival(time: seconds(), body: body)
        arrivals.count.add(1, ordering: .relaxed)
        if arrivals.keepsBodies { arrivals.list.withLock { $0.append(arrival) } }
        let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Length": "0"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }
}
