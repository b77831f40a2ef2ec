// A client that may misbehave: bytes out, bytes in, nothing between.

import Glibc
import NIOPosix

@testable import Endpoints

/// A TCP connection to 127.0.0.1. Blocking calls run on a thread of their own, so that the server's tasks are not held up.
final class RawConnection: Sendable {
  private let descriptor: Int32

  /// Connects; a small `receiveBuffer` makes a reader that lags behind felt early.
  init(_ address: ListenAddress, receiveBuffer: Int32? = nil) throws {
    guard case .tcp(_, let port) = address else { fatalError("TCP only") }
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var timeout = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    if var receiveBuffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size)) }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = in_port_t(port).bigEndian
    name.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard result == 0 else { throw Failure(number: errno) }
  }

  deinit { close(descriptor) }

  struct Failure: Error { var number: Int32 }

  func send(_ text: String) async throws {
    try await NIOThreadPool.singleton.runIfActive { [descriptor] in
      let bytes = Array(text.utf8)
      var sent = 0
      while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard count > 0 else { throw Failure(number: errno) }
        sent += count
      }
    }
  }

  /// Everything until the server closes; what came before a reset counts too.
  func receiveToEnd() async throws -> String {
    try await receive { _ in false }
  }

  /// Everything until it contains a text, or the server closes.
  func receive(until end: String) async throws -> String {
    try await receive { String(decoding: $0, as: UTF8.self).contains(end) }
  }

  private func receive(_ isDone: @escaping @Sendable ([UInt8]) -> Bool) async throws -> String {
    try await NIOThreadPool.singleton.runIfActive { [descriptor] in
      var received: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 65_536)
      while !isDone(received) {
        let count = recv(descriptor, &piece, piece.count, 0)
        if count < 0, errno == ECONNRESET { break }
        guard count >= 0 else { throw Failure(number: errno) }
        guard count > 0 else { break }
        received += piece[..<count]
      }
      return String(decoding: received, as: UTF8.self)
    }
  }
}
