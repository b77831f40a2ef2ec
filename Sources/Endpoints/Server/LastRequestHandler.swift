// Which request is the last of its connection, and that it names one host (RFC 9112, 3.2 and 9).

import NIOCore
import NIOHTTP1

/// Ends a connection after the request that says so, that comes in HTTP/1.0, that wants another protocol, or that has a body, which nobody wants:
/// the answer says `Connection: close`, and what follows is not taken for a request. A request that names no host, or two, loses what it names.
final class LastRequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private enum Phase {
    case open
    /// The last request is being read.
    case last
    case over
  }

  private var phase = Phase.open
  /// Requests whose answers have not begun.
  private var unanswered = 0

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if phase == .over { return }
    switch unwrapInboundIn(data) {
    case .head(var head):
      unanswered += 1
      if Self.isLast(head) { phase = .last }
      Self.correct(&head)
      context.fireChannelRead(wrapInboundOut(.head(head)))
    case .body: context.fireChannelRead(data)
    case .end:
      if phase == .last { phase = .over }
      context.fireChannelRead(data)
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .head(var head) = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
    unanswered = max(unanswered - 1, 0)
    if phase != .open, unanswered == 0 { head.headers.replaceOrAdd(name: "Connection", value: "close") }
    context.write(wrapOutboundOut(.head(head)), promise: promise)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What cannot be parsed after the last request concerns nobody.
    if phase != .open, error is HTTPParserError { return }
    context.fireErrorCaught(error)
  }

  private static func isLast(_ head: HTTPRequestHead) -> Bool {
    // After the last two the decoder reads no further request.
    !head.isKeepAlive || hasBody(head) || head.method == .CONNECT || head.headers.contains(name: "Upgrade")
  }

  private static func hasBody(_ head: HTTPRequestHead) -> Bool {
    head.headers.contains(name: "Transfer-Encoding") || head.headers.first(name: "Content-Length").map { $0 != "0" } ?? false
  }

  private static func correct(_ head: inout HTTPRequestHead) {
    let hosts = head.headers["Host"].count
    if hosts > 1 { head.headers.remove(name: "Host") }
    // HTTP/1.0 has no need of it.
    if hosts == 0, head.version != .http1_1 { head.headers.add(name: "Host", value: "") }
    // A body is read on for a while, as the answer might be lost otherwise.
    if !hasBody(head), isLast(head) { head.headers.replaceOrAdd(name: "Connection", value: "close") }
  }
}
