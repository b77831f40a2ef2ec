// What a fake receiver sends, byte for byte.

/// An answer in pieces, and what becomes of the connection after it.
struct FakeAnswer: Sendable {
  var pieces: [[UInt8]]
  var ending = Ending.keepAlive

  enum Ending: Sendable {
    case close
    /// Says nothing more and keeps the connection.
    case hang
    /// Waits for the next request on the same connection.
    case keepAlive
    /// Sends this over and over, as fast as it is taken.
    case endless([UInt8])
    /// Sends one byte of this a second.
    case drip([UInt8])
  }

  static let ok = FakeAnswer.status(200)
  static let hang = FakeAnswer(pieces: [], ending: .hang)

  /// A whole answer with a length.
  static func status(_ status: Int, headers: [String] = [], body: String = "") -> Self {
    FakeAnswer(pieces: [head(status, headers + ["Content-Length: \(body.utf8.count)"]) + Array(body.utf8)])
  }

  /// One byte a second, beginning with the status line.
  static let drip = FakeAnswer(pieces: [], ending: .drip(head(200, ["X-Slow: " + String(repeating: "x", count: 1000)])))
  /// The connection ends in the middle of the head.
  static let halfHead = FakeAnswer(pieces: [Array("HTTP/1.1 200 OK\r\nContent-Le".utf8)], ending: .close)
  /// The head is whole, the body is not.
  static let halfBody = FakeAnswer(pieces: [head(200, ["Content-Length: 100"]) + Array("half".utf8)], ending: .close)
  /// The head is whole, and then a byte comes each second.
  static let dripBody = FakeAnswer(pieces: [head(200, ["Content-Length: 100000"])], ending: .drip([UInt8](repeating: 0x78, count: 1000)))
  /// A body without an end, as fast as it is taken.
  static let endless = FakeAnswer(
    pieces: [head(200, ["Transfer-Encoding: chunked"])],
    ending: .endless(Array("4000\r\n".utf8) + [UInt8](repeating: 0x78, count: 0x4000) + Array("\r\n".utf8)))

  static func head(_ status: Int, _ headers: [String]) -> [UInt8] {
    Array((["HTTP/1.1 \(status) Status"] + headers + ["", ""]).joined(separator: "\r\n").utf8)
  }
}
