// One HTTP/1.1 request and its answer over a connection of its own, by hand: the tests must not lean on the client they test.

import Foundation
import Glibc

/// A request to a Unix socket or a loopback port.
struct HTTPExchange: Sendable {
  var address: SocketAddress
  var method = "GET"
  var target: String
  var headers: [String: String] = [:]
  var body: [UInt8]?
  /// Seconds without progress after which it fails.
  var limit = 120

  /// What came back.
  struct Answer: Sendable, CustomStringConvertible {
    var status: Int
    /// Names in lower case.
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var description: String { "\(status) \(text.prefix(2000))" }
  }

  struct Malformed: Error, CustomStringConvertible {
    var what: String
    var description: String { "no HTTP answer: \(what)" }
  }

  func send() async throws -> Answer {
    try await blocking { try self.sendBlocking() }
  }

  func sendBlocking() throws -> Answer {
    let descriptor = try open()
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while true {
      let some = try receiveSome(from: descriptor)
      if some.isEmpty { break }
      bytes += some
    }
    return try Self.answer(bytes)
  }

  /// Sends the request and returns the connection for reading. The connection closes after the answer.
  func open() throws -> Int32 {
    let descriptor = try address.connect(limit: limit)
    do {
      var head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
      for (name, value) in headers { head += "\(name): \(value)\r\n" }
      if body != nil || method == "POST" { head += "Content-Length: \(body?.count ?? 0)\r\n" }
      try sendAll(Array((head + "\r\n").utf8) + (body ?? []), to: descriptor)
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// Splits an answer; the body is complete because the connection has ended.
  static func answer(_ bytes: [UInt8]) throws -> Answer {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
      throw Malformed(what: bytes.isEmpty ? "nothing" : String(decoding: bytes.prefix(200), as: UTF8.self))
    }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    let first = lines[0].split(separator: " ")
    guard first.count >= 2, let status = Int(first[1]) else { throw Malformed(what: lines[0]) }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    let rest = Array(bytes[end.upperBound...])
    if headers["transfer-encoding"]?.lowercased() == "chunked" {
      var chunks = ChunkedBody()
      return Answer(status: status, headers: headers, body: chunks.decode(rest))
    }
    if let length = headers["content-length"].flatMap(Int.init), rest.count < length {
      throw Malformed(what: "\(rest.count) of \(length) bytes of a body")
    }
    return Answer(status: status, headers: headers, body: rest)
  }
}

/// Takes chunked transfer coding off, whatever the pieces it arrives in.
struct ChunkedBody {
  private var pending: [UInt8] = []
  private var left = 0
  private(set) var isAtEnd = false

  /// The payload that these bytes complete.
  mutating func decode(_ bytes: [UInt8]) -> [UInt8] {
    pending += bytes
    var payload: [UInt8] = []
    var position = 0
    while !isAtEnd, position < pending.count {
      if left > 0 {
        let count = min(left, pending.count - position)
        payload += pending[position..<position + count]
        position += count
        left -= count
        continue
      }
      guard let end = pending[position...].firstIndex(of: 0x0A) else { break }
      let line = String(decoding: pending[position..<end], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      position = end + 1
      if line.isEmpty { continue }  // What ends the chunk before.
      left = Int(line.prefix { $0 != ";" }, radix: 16) ?? 0
      isAtEnd = left == 0
    }
    pending.removeFirst(position)
    return payload
  }
}
