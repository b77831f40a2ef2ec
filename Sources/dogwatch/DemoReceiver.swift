// Where the demo's alerts arrive: a receiver of webhooks inside the same process.

import JSON
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Listens on a port of its own on loopback, and says what arrives.
final class DemoReceiver: Sendable {
  /// A line for each alert that arrives.
  let lines: AsyncStream<String>
  private let said: AsyncStream<String>.Continuation
  private let channel: any Channel

  init() async throws {
    let (lines, said) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(1000))
    let memory = SharedMemory()
    (self.lines, self.said) = (lines, said)
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Handler(take: { body in for line in memory.lines(in: body) { said.yield(line) } }))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/" }

  func close() async {
    said.finish()
    try? await channel.close()
  }

  /// What a receiver has heard of: each notification lists all that fires, and only what is new is worth a line.
  private struct Memory {
    private var known: Set<String> = []

    /// What an Alertmanager's webhook body says, a line for each alert that is news.
    mutating func lines(in body: [UInt8]) -> [String] {
      guard let alerts = (try? JSONValue(parsing: body))?["alerts"]?.elements else { return ["! something arrived that is no alert"] }
      return alerts.compactMap { alert in
        let labels = alert["labels"]
        let isFiring = alert["status"]?.text == "firing"
        let fingerprint = alert["fingerprint"]?.text ?? ""
        guard isFiring ? known.insert(fingerprint).inserted : known.remove(fingerprint) != nil else { return nil }
        let status = isFiring ? "ALERT \(labels?["severity"]?.text ?? "?")" : "RESOLVED"
        return "! \(status) \(labels?["alertname"]?.text ?? "?"): \(alert["annotations"]?["summary"]?.text ?? "")"
      }
    }
  }

  /// Shared by all connections.
  private final class SharedMemory: Sendable {
    private let memory = Mutex(Memory())

    func lines(in body: [UInt8]) -> [String] { memory.withLock { $0.lines(in: body) } }
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let take: ([UInt8]) -> Void
    private var body: [UInt8] = []

    init(take: @escaping ([UInt8]) -> Void) {
      self.take = take
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head: body.removeAll()
      case .body(let part): body.append(contentsOf: part.readableBytesView)
      case .end:
        take(body)
        let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Length": "0"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      context.close(promise: nil)
    }
  }
}

extension JSONValue {
  fileprivate var text: String? {
    guard case .string(let text) = content else { return nil }
    return text
  }
}
