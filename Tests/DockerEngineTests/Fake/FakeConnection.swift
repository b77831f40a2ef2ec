// One connection of a fake engine.

import Glibc
import NIOCore
import Synchronization

/// Reads heads of requests, and sends the answers as they are scripted.
final class FakeConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let log: RequestLog
  private let answer: @Sendable (FakeRequest) -> FakeAnswer
  private let number: Int
  private var received: [UInt8] = []

  init(log: RequestLog, answer: @escaping @Sendable (FakeRequest) -> FakeAnswer) {
    self.log = log
    self.answer = answer
    self.number = log.connections.add(1, ordering: .relaxed).newValue
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received += unwrapInboundIn(data).readableBytesView
    // A TLS greeting is answered as Go's server does.
    if received.first == 0x16 { return send(.body("400 Bad Request", status: 400, headers: []), context: context) }
    let text = String(decoding: received, as: UTF8.self)
    guard text.hasSuffix("\r\n\r\n"), let request = FakeRequest(text, connection: number) else { return }
    received = []
    log.requests.withLock { $0.append(request) }
    send(answer(request), context: context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  /// Sends each piece a moment after the one before, so that they arrive apart.
  private func send(_ answer: FakeAnswer, context: ChannelHandlerContext) {
    guard let piece = answer.pieces.first else { return end(answer.ending, context: context) }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: piece)), promise: nil)
    let rest = FakeAnswer(pieces: Array(answer.pieces.dropFirst()), ending: answer.ending)
    guard !rest.pieces.isEmpty else { return end(answer.ending, context: context) }
    context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(2)) { self.send(rest, context: context) }
  }

  private func end(_ ending: FakeAnswer.Ending, context: ChannelHandlerContext) {
    switch ending {
    case .close: context.close(promise: nil)
    case .reset:
      let socket = context.channel as? any SocketOptionProvider
      socket?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    case .hang, .keepAlive: break
    }
  }
}
