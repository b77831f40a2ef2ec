// A client that does no more than ask and read, so that what is measured is the answer.

import Glibc

/// One connection, kept; blocks. For one thread at a time.
final class PlainClient {
  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 1 << 18)

  /// An answer with its body.
  struct Answer {
    var status: Int
    var body: [UInt8]
  }

  /// Connects to a port on loopback.
  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard connected == 0 else { throw Trouble("cannot connect to port \(port)") }
  }

  /// Connects to a socket in the file system.
  init(socket path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard UnixAddress(path).with({ connect(descriptor, $0, $1) }) == 0 else { throw Trouble("cannot connect to \(path)") }
  }

  deinit {
    close(descriptor)
  }

  /// Asks, and waits for the last byte. `headers`: lines, each with its line end.
  func get(_ target: String, headers: String = "") throws -> Answer {
    var body: [UInt8] = []
    let status = try ask(target, headers: headers) { body += $0 }
    return Answer(status: status, body: body)
  }

  /// The same, of which nothing is kept; returns the length of the body.
  func read(_ target: String, headers: String = "") throws -> Int {
    var length = 0
    let status = try ask(target, headers: headers) { length += $0.count }
    guard status == 200 else { throw Trouble("\(target) is answered \(status)") }
    return length
  }

  private func ask(_ target: String, headers: String, _ take: (ArraySlice<UInt8>) -> Void) throws -> Int {
    let request = "GET \(target) HTTP/1.1\r\nHost: bench\r\n\(headers)\r\n"
    guard write(descriptor, request, request.utf8.count) == request.utf8.count else { throw Trouble("the connection is gone") }
    var filled = 0
    var bodyStart: Int?
    while bodyStart == nil {
      filled += try receive(at: filled)
      bodyStart = Self.endOfHead(of: buffer[..<filled])
    }
    let start = bodyStart ?? 0
    let head = String(decoding: buffer[..<start], as: UTF8.self)
    guard let status = Int(head.dropFirst(9).prefix(3)) else { throw Trouble("an answer without status: \(head)") }
    if Self.value(of: "transfer-encoding", in: head) == "chunked" {
      try takeChunks(Array(buffer[start..<filled]), take)
      return status
    }
    guard var left = Self.value(of: "content-length", in: head).flatMap({ Int($0) }) else {
      throw Trouble("an answer without length: \(head)")
    }
    take(buffer[start..<filled])
    left -= filled - start
    while left > 0 {
      let count = try receive(at: 0)
      take(buffer[..<count])
      left -= count
    }
    return status
  }

  /// The chunks of a body (RFC 9112, 7.1), of which the first bytes have come with the head. A real engine writes its list so.
  private func takeChunks(_ first: [UInt8], _ take: (ArraySlice<UInt8>) -> Void) throws {
    var waiting = first[...]
    func fill() throws { waiting += buffer[..<(try receive(at: 0))] }
    while true {
      while !waiting.contains(10) { try fill() }
      let size = waiting.prefix { $0 != 13 && $0 != 10 }
      guard let count = Int(String(decoding: size, as: UTF8.self), radix: 16) else { throw Trouble("a chunk without size") }
      waiting = waiting.drop { $0 != 10 }.dropFirst()
      while waiting.count < count + 2 { try fill() }
      take(waiting.prefix(count))
      waiting = waiting.dropFirst(count + 2)
      if count == 0 { return }
    }
  }

  private func receive(at offset: Int) throws -> Int {
    let room = buffer.count - offset
    let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress.map { $0 + offset }, room) }
    guard count > 0 else { throw Trouble("the connection ended within an answer") }
    return count
  }

  private static func endOfHead(of bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (3..<bytes.count).first { bytes[$0] == 10 && bytes[$0 - 1] == 13 && bytes[$0 - 2] == 10 }.map { $0 + 1 }
  }

  private static func value(of header: String, in head: String) -> String? {
    for line in head.split(separator: "\r\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[0].lowercased() == header { return String(parts[1].drop { $0 == " " }) }
    }
    return nil
  }
}
