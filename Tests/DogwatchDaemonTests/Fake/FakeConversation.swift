// One connection of the fake engine.

import NIOCore
import Synchronization
import Watch

@testable import DogwatchDaemon

/// Reads the head of a request and answers; every connection serves one.
final class FakeConversation: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let engine: FakeEngine
  private var received: [UInt8] = []
  private var since = Timestamp(nanoseconds: 0)

  init(engine: FakeEngine) {
    self.engine = engine
  }

  func channelActive(context: ChannelHandlerContext) {
    let channel = context.channel
    engine.state.withLock { $0.connections[ObjectIdentifier(channel)] = channel }
  }

  func channelInactive(context: ChannelHandlerContext) {
    let channel = ObjectIdentifier(context.channel)
    engine.state.withLock { state in
      state.connections[channel] = nil
      state.streams[channel] = nil
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received += unwrapInboundIn(data).readableBytesView
    let text = String(decoding: received, as: UTF8.self)
    guard text.hasSuffix("\r\n\r\n") else { return }
    received = []
    let line = text.split(separator: "\r\n").first ?? ""
    since = Self.since(line)
    answer(FakeCall(requestLine: line), on: context.channel)
  }

  /// `since=seconds.nanoseconds` of a request.
  private static func since(_ line: Substring) -> Timestamp {
    guard let numbers = line.firstMatch(of: /since=([0-9]+)\.([0-9]{9})/), let seconds = Int64(numbers.1), let rest = Int64(numbers.2)
    else { return Timestamp(nanoseconds: 0) }
    return Timestamp(nanoseconds: seconds * 1_000_000_000 + rest)
  }

  private func answer(_ call: FakeCall, on channel: any Channel) {
    let reply = engine.state.withLock { state in
      state.calls.append(call)
      if case .inspect = call {
        state.inspectsNow += 1
        state.inspectsMost = max(state.inspectsMost, state.inspectsNow)
      }
      return state.script
    }?(call)
    let (engine, since) = (engine, since)
    switch reply ?? .usual {
    case .usual: Self.answer(call, since: since, of: engine, on: channel)
    case .whole(let status, let type, let body): Self.send(status: status, type: type, body, to: channel)
    case .silence: break
    case .later: engine.state.withLock { $0.held.append { Self.answer(call, since: since, of: engine, on: channel) } }
    case .endedAtOnce:
      Self.sendHead(to: channel)
      channel.writeAndFlush(ByteBuffer(string: "0\r\n\r\n"), promise: nil)
      channel.close(promise: nil)
    }
  }

  // MARK: The engine's own answers

  private static func answer(_ call: FakeCall, since: Timestamp, of engine: FakeEngine, on channel: any Channel) {
    let json = "application/json"
    switch call {
    case .ping: send(status: 200, type: "text/plain", "OK", to: channel)
    case .info:
      let info = #"{"Name":"fake","ServerVersion":"20.10.24","LiveRestoreEnabled":false,"SystemTime":"\#(Timestamp.now().rfc3339)"}"#
      send(status: 200, type: json, info, to: channel)
    case .ring:
      send(status: 200, type: json, engine.state.withLock { $0.ring }.map { $0.line + "\n" }.joined(), to: channel)
    case .list:
      send(status: 200, type: json, "[" + engine.state.withLock { $0.containers }.map(\.row).joined(separator: ",") + "]", to: channel)
    case .inspect(let id):
      let container = engine.state.withLock { state in
        state.inspectsNow -= 1
        return state.containers.first { $0.id == id }
      }
      send(status: container == nil ? 404 : 200, type: json, container?.inspection ?? #"{"message":"No such container"}"#, to: channel)
    case .stream:
      sendHead(to: channel)
      // As Docker does: what the ring holds since then comes first.
      let past = engine.state.withLock { state in
        state.streams[ObjectIdentifier(channel)] = channel
        return state.ring.filter { $0.time >= since }
      }
      for line in past { send(Array((line.line + "\n").utf8), to: channel) }
    case .other: send(status: 404, type: json, #"{"message":"page not found"}"#, to: channel)
    }
  }

  private static func send(status: Int, type: String, _ body: String, to channel: any Channel) {
    let head = "HTTP/1.1 \(status) Status\r\nApi-Version: 1.41\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
    channel.writeAndFlush(ByteBuffer(string: head + body), promise: nil)
    channel.close(promise: nil)
  }

  private static func sendHead(to channel: any Channel) {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    channel.writeAndFlush(ByteBuffer(string: head), promise: nil)
  }

  /// One chunk of a stream.
  static func send(_ bytes: [UInt8], to channel: any Channel) {
    let chunk = Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
    channel.writeAndFlush(ByteBuffer(bytes: chunk), promise: nil)
  }
}
