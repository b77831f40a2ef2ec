// One client's connection, written to from any thread.

import NIOCore
import NIOHTTP1
import Watch

/// Sends answers and pieces of a stream. Everything is left to the loop, in order, so that no handler is called back while the caller holds a
/// lock.
struct Connection: Sendable {
  let number: Int
  let channel: any Channel

  func send(_ answer: Answer, thenClose: Bool, from engine: Engine) {
    var headers = Self.headers(engine, type: answer.type)
    if answer.status != 204, answer.status != 304 { headers.add(name: "Content-Length", value: "\(answer.body.count)") }
    write([
      .head(HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)),
      .body(.byteBuffer(ByteBuffer(bytes: answer.body))),
    ])
    if thenClose { finishAndClose() } else { finish() }
  }

  func beginStream(from engine: Engine) {
    var headers = Self.headers(engine, type: "application/json")
    headers.add(name: "Transfer-Encoding", value: "chunked")
    write([.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))])
  }

  func push(_ bytes: [UInt8]) {
    if !bytes.isEmpty { write([.body(.byteBuffer(ByteBuffer(bytes: bytes)))]) }
  }

  /// Ends an answer in good order; the connection stays.
  func finish() { write([.end(nil)]) }

  /// Ends an answer in good order, and the connection once all is written.
  func finishAndClose() {
    channel.eventLoop.execute { [channel] in
      channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in channel.close(promise: nil) }
    }
  }

  func close() {
    channel.eventLoop.execute { [channel] in channel.close(promise: nil) }
  }

  private func write(_ parts: [HTTPServerResponsePart]) {
    channel.eventLoop.execute { [channel] in
      for part in parts { channel.write(part, promise: nil) }
      channel.flush()
    }
  }

  private static func headers(_ engine: Engine, type: String) -> HTTPHeaders {
    [
      "Api-Version": engine.identity.apiVersion, "Docker-Experimental": "false", "Ostype": "linux",
      "Server": "Docker/\(engine.identity.version) (linux)", "Date": HTTPDate.text(engine.now), "Content-Type": type,
    ]
  }
}
