// From the wire to the server: one request after the other.

import NIOCore
import NIOHTTP1

/// Reads requests of one connection; their bodies do not matter.
final class RequestHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart

  private let server: EngineServer
  private let connection: Connection
  private var head: HTTPRequestHead?

  init(server: EngineServer, connection: Connection) {
    self.server = server
    self.connection = connection
  }

  func channelActive(context: ChannelHandlerContext) {
    server.opened(connection)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): self.head = head
    case .body: break
    case .end:
      guard let head else { return }
      server.received(
        Request(method: head.method.rawValue, target: Target(head.uri), isLast: !head.isKeepAlive), on: connection)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    server.closed(connection)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
