// One connection of a fake receiver.

import NIOCore
import Synchronization

/// Reads whole requests, and sends the answers as they are scripted.
final class FakeConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let log: ReceiverLog
  private let answer: @Sendable (FakeRequest) -> FakeAnswer
  private var received: [UInt8] = []

  init(log: ReceiverLog, answer: @escaping @Sendable (FakeRequest) -> FakeAnswer) {
    self.log = log
    self.answer = answer
  }

  func channelActive(context: ChannelHandlerContext) {
    log.connections.withLock { connections in
      connections.all += 1
      connections.open += 1
      connections.most = max(connections.most, connections.open)
    }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    log.connections.withLock { $0.open -= 1 }
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received += unwrapInboundIn(data).readableBytesView
    guard let request = takeRequest() else { return }
    log.requests.withLock { $0.append(request) }
    if request.method == "CONNECT" { return send(FakeAnswer(pieces: [FakeAnswer.head(200, [])]), context: context) }
    send(answer(request), context: context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func takeRequest() -> FakeRequest? {
    guard let end = received.indices.first(where: { received[$0...].starts(with: Array("\r\n\r\n".utf8)) }) else { return nil }
    let lines = String(decoding: received[..<end], as: UTF8.self).replacing("\r\n", with: "\n").split(separator: "\n")
    let start = lines[0].split(separator: " ")
    let headers = Dictionary(
      lines.dropFirst().map { line in
        let colon = line.firstIndex(of: ":") ?? line.endIndex
        return (line[..<colon].lowercased(), String(line[colon...].dropFirst(2)))
      }, uniquingKeysWith: { $1 })
    let length = headers["content-length"].flatMap(Int.init) ?? 0
    guard received.count >= end + 4 + length else { return nil }
    let body = Array(received[(end + 4)..<(end + 4 + length)])
    received.removeFirst(end + 4 + length)
    return FakeRequest(method: String(start[0]), target: String(start[1]), headers: headers, body: body)
  }

  private func send(_ answer: FakeAnswer, context: ChannelHandlerContext) {
    for piece in answer.pieces { context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: piece)), promise: nil) }
    switch answer.ending {
    case .close: context.close(promise: nil)
    case .hang, .keepAlive: break
    case .endless(let piece): sendEndlessly(piece, context: context)
    case .drip(let bytes): drip(bytes[...], context: context)
    }
  }

  private func sendEndlessly(_ piece: [UInt8], context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: piece))).assumeIsolated().whenSuccess {
      self.log.bytesSent.add(piece.count, ordering: .relaxed)
      self.sendEndlessly(piece, context: context)
    }
  }

  private func drip(_ bytes: ArraySlice<UInt8>, context: ChannelHandlerContext) {
    guard let byte = bytes.first, context.channel.isActive else { return }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [byte])), promise: nil)
    context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { self.drip(bytes.dropFirst(), context: context) }
  }
}
