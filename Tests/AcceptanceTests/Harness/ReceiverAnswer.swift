// How a receiver of webhooks answers a request.

import Glibc

/// A whole answer, or what receivers do instead.
enum ReceiverAnswer: Sendable {
  case status(Int, headers: [String] = [])
  /// 200, so many milliseconds late.
  case late(milliseconds: Int)
  /// Says nothing, and keeps the connection.
  case silence
  /// One byte of the head a second.
  case drip
  /// Half a head, and the end of the connection.
  case halfHead
  /// 200, and a body without an end, as fast as it is taken.
  case endlessBody

  /// 0 where there is no whole answer.
  var status: Int {
    switch self {
    case .status(let status, _): status
    case .late, .endlessBody: 200
    case .silence, .drip, .halfHead: 0
    }
  }

  /// Sends it; false when the connection is over. Throws when the other side has closed it.
  func send(to descriptor: Int32) throws -> Bool {
    switch self {
    case .status(let status, let headers):
      let lines = ["HTTP/1.1 \(status) Answer", "Content-Length: 0"] + headers + ["", ""]
      try sendAll(Array(lines.joined(separator: "\r\n").utf8), to: descriptor)
      return true
    case .late(let milliseconds):
      usleep(UInt32(milliseconds) * 1000)
      return try ReceiverAnswer.status(200).send(to: descriptor)
    case .silence:
      while try !receiveSome(from: descriptor).isEmpty {}
    case .drip:
      for byte in Array("HTTP/1.1 200 Slow\r\nX-Slow: \(String(repeating: "x", count: 3600))\r\n\r\n".utf8) {
        try sendAll([byte], to: descriptor)
        sleep(1)
      }
    case .halfHead:
      try sendAll(Array("HTTP/1.1 200 OK\r\nContent-Le".utf8), to: descriptor)
    case .endlessBody:
      try sendAll(Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8), to: descriptor)
      let chunk = Array("4000\r\n".utf8) + [UInt8](repeating: 0x78, count: 0x4000) + Array("\r\n".utf8)
      while true { try sendAll(chunk, to: descriptor) }
    }
    return false
  }
}
