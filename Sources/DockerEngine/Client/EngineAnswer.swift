// A whole answer of the engine, before it is decoded.

import JSON
import NIOCore
import NIOHTTP1
import Watch

/// Status, headers and body of an answer.
struct EngineAnswer: Sendable {
  /// Just before the request was sent.
  var requestedAt: Uptime
  var status: Int
  var headers: HTTPHeaders
  var body: ByteBuffer

  /// The engine's clock, whole seconds.
  var engineTime: Timestamp? {
    headers.first(name: "Date").flatMap { Timestamp(httpDate: $0) }
  }
}
