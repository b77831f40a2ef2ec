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
    (self.lines, self.said) = (lines, said)
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Handler(say: { said.yield($0) }))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/" }

  func close() async {
    said.finish()
    try? await channel.close()
  }

  /// What an Alertmanager's webhook body says, a line for each alert.
  static func lines(in body: [UInt8]) -> [String] {
    guard let alerts = (try? JSONValue(parsing: body))?["alerts"]?.elements else { return ["! something arrived that is no alert"] }
    return alerts.map { alert in
      let labels = alert["labels"]
      let severity = labels?["severity"]?.text ?? "?"
      let status = alert["status"]?.text == "firing" ? "ALERT \(severity)" : "RESOLVED"
      return "! \(status) \(labels?["alertname"]?.text ?? "?"): \(alert["annotations"]?["summary"]?.text ?? "")"
    }
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let say: (String) -> Void
    private var body: [UInt8] = []

    init(say: @escaping (String) -> Void) {
      self.say = say
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head: body.removeAll()
      case .body(let part): body.append(contentsOf: part.readableBytesView)
      case .end:
        for line in DemoReceiver.lines(in: body) { say(line) }
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
