// What a fake engine sends, byte for byte.

/// An answer in pieces, and what becomes of the connection after it.
struct FakeAnswer: Sendable {
  var pieces: [[UInt8]]
  var ending = Ending.close

  enum Ending: Sendable {
    case close
    /// RST instead of FIN.
    case reset
    /// Says nothing more and keeps the connection.
    case hang
    /// Waits for the next request on the same connection.
    case keepAlive
  }

  static let hang = FakeAnswer(pieces: [], ending: .hang)
  static let reset = FakeAnswer(pieces: [], ending: .reset)

  /// A whole answer with a length.
  static func body(_ body: String, status: Int = 200, headers: [String] = ["Content-Type: application/json"], ending: Ending = .close)
    -> Self
  {
    let head = (["HTTP/1.1 \(status) Status"] + headers + ["Content-Length: \(body.utf8.count)", "", ""]).joined(separator: "\r\n")
    return FakeAnswer(pieces: [Array((head + body).utf8)], ending: ending)
  }

  /// The engine's own form of an error (moby daemon/server/httputils).
  static func error(_ status: Int, _ message: String) -> Self {
    .body("{\"message\":\"\(message)\"}\n", status: status)
  }

  /// `OK` with the headers of a ping.
  static func ping(_ version: String, headers: [String] = []) -> Self {
    .body("OK", headers: ["Api-Version: \(version)", "Date: Mon, 24 Nov 2025 03:04:05 GMT"] + headers)
  }

  /// A chunked answer, each piece of the body sent on its own; ended in good order, or hanging, or cut off.
  static func stream(_ pieces: [[UInt8]], contentType: String = "application/json", ending: StreamEnding) -> Self {
    var sent = [Array("HTTP/1.1 200 OK\r\nContent-Type: \(contentType)\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)]
    sent += pieces.map { Array("\(String($0.count, radix: 16))\r\n".utf8) + $0 + Array("\r\n".utf8) }
    if ending == .clean { sent.append(Array("0\r\n\r\n".utf8)) }
    return FakeAnswer(pieces: sent, ending: ending == .open ? .hang : .close)
  }

  enum StreamEnding { case clean, broken, open }

  /// docker-socket-proxy's refusal (haproxy's `http-request deny`).
  static let forbiddenPage = FakeAnswer.body(
    "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n", status: 403,
    headers: ["Content-Type: text/html"])
}
