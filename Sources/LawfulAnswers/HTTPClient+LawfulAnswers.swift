// What AsyncHTTPClient must never be shown.

public import AsyncHTTPClient
public import NIOCore
import NIOHTTP1

extension HTTPClient.Configuration {
  /// Has answers whose status is below 100 refused at their head, with `HTTPParserError.invalidStatus`: AsyncHTTPClient takes them for
  /// informational ones, and traps when a body follows. `prepare` is done to each connection besides.
  public mutating func refuseUnlawfulAnswers(_ prepare: @escaping @Sendable (any Channel) -> EventLoopFuture<Void> = Self.unprepared) {
    http1_1ConnectionDebugInitializer = { channel in
      channel.eventLoop.makeCompletedFuture {
        let pipeline = channel.pipeline.syncOperations
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
        try pipeline.addHandler(UnlawfulAnswerHandler(), position: .after(decoder))
      }.flatMap { prepare(channel) }
    }
  }

  public static let unprepared: @Sendable (any Channel) -> EventLoopFuture<Void> = { $0.eventLoop.makeSucceededVoidFuture() }
}

/// Lets no answer pass whose status is none (RFC 9110, 15: three digits, the first of them 1 to 5 by rights; clients see to the others).
private final class UnlawfulAnswerHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias InboundOut = HTTPClientResponsePart

  private var hasRefused = false

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if hasRefused { return }
    guard case .head(let head) = unwrapInboundIn(data), head.status.code < 100 else { return context.fireChannelRead(data) }
    hasRefused = true
    context.fireErrorCaught(HTTPParserError.invalidStatus)
    context.close(promise: nil)
  }
}
