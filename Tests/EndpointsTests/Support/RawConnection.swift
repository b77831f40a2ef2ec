// A client that may misbehave: bytes out, bytes in, nothing between.

import Glibc
import NIOCore
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
    let result = try SocketAddress(ipAddress: "127.0.0.1", port: Int(port)).withSockAddr { connect(descriptor, $0, socklen_t($1)) }
    guard result == 0 else { throw Failure(number: errno) }
  }

  deinit { close(descriptor) }

  struct Failure: Error { var number: Int32 }

  func send(_ text: String) async throws {
    try await NIOThreadPool.singleton.runIfActive { try self.sendAtOnce(text) }
  }

  /// The same, on a thread that may wait.
  func sendAtOnce(_ text: String) throws {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { throw Failure(number: errno) }
      sent += count
    }
  }

  func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

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
