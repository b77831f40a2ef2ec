// What the roster hears of one connection.

import NIOCore
import NIOHTTPTypes

/// Takes the place of a connection and gives it back. Stands next to the socket: where another is to have the place, no TLS farewell is waited for.
final class PlaceHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  private let roster: ConnectionRoster

  init(_ roster: ConnectionRoster) {
    self.roster = roster
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let loop = context.eventLoop
    let bound = NIOLoopBound(context, eventLoop: loop)
    roster.enter(ObjectIdentifier(context.channel)) { loop.execute { bound.value.close(promise: nil) } }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    roster.leave(ObjectIdentifier(context.channel))
  }
}

/// Says when a connection asks, and when the whole answer has left for the socket.
final class AskingHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let roster: ConnectionRoster
  /// Requests not yet answered.
  private var pending = 0

  init(_ roster: ConnectionRoster) {
    self.roster = roster
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head = unwrapInboundIn(data) {
      pending += 1
      roster.ask(ObjectIdentifier(context.channel))
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
    let written = promise ?? context.eventLoop.makePromise(of: Void.self)
    let connection = ObjectIdentifier(context.channel)
    written.futureResult.assumeIsolated().whenComplete { [self] _ in
      pending -= 1
      if pending == 0 { roster.wait(connection) }
    }
    context.write(data, promise: written)
  }
}
