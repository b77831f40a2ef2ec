// The answer to what is no HTTP, or too much of it.

import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Answers a request that cannot be parsed with a JSON error and closes the connection. Without it the answer has no body.
final class MalformedRequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// Requests read and not yet answered.
  private var pending = 0

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head = unwrapInboundIn(data) { pending += 1 }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { pending -= 1 }
    context.write(data, promise: promise)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // Amid the answer to an earlier request there is no place for another.
    guard let error = error as? HTTPParserError, pending == 0 else { return context.fireErrorCaught(error) }
    var answer = Answer.error(Self.fault(error))
    answer.headers[.connection] = "close"
    answer.headers[.contentLength] = "\(answer.body.length)"
    context.write(wrapOutboundOut(.head(HTTPResponse(status: answer.status, headerFields: answer.headers))), promise: nil)
    for chunk in answer.body { context.write(wrapOutboundOut(.body(chunk)), promise: nil) }
    let written = context.eventLoop.makePromise(of: Void.self)
    let context = NIOLoopBound(context, eventLoop: context.eventLoop)
    written.futureResult.whenComplete { _ in context.value.close(promise: nil) }
    context.value.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
  }

  private static func fault(_ error: HTTPParserError) -> RequestFault {
    switch error {
    case .headerOverflow: RequestFault(status: .requestHeaderFieldsTooLarge, message: "the request's headers are too large")
    default: .badRequest("this is no HTTP request")
    }
  }
}
