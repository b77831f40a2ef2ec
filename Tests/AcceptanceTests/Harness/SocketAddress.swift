// Where a socket listens, and connecting to it.

import Glibc

/// A Unix socket's path, or a port of the loopback address.
enum SocketAddress: Sendable, CustomStringConvertible {
  case unix(String)
  case port(UInt16)

  var description: String {
    switch self {
    case .unix(let path): "unix://\(path)"
    case .port(let port): "127.0.0.1:\(port)"
    }
  }

  /// Whether `connect`, `bind` and others succeed with this address in C's form.
  private func withAddress(_ call: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) throws {
    switch self {
    case .unix(let path):
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let capacity = MemoryLayout.size(ofValue: address.sun_path)
      guard path.utf8.count < capacity else { throw SystemError("\(call) \(path)", ENAMETOOLONG) }
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
      }
      guard result == 0 else { throw SystemError("\(call) \(path)") }
    case .port(let port):
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
      }
      guard result == 0 else { throw SystemError("\(call) \(self)") }
    }
  }

  private func socket() throws -> Int32 {
    let family =
      switch self {
      case .unix: AF_UNIX
      case .port: AF_INET
      }
    let descriptor = Glibc.socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SystemError("socket") }
    return descriptor
  }

  /// A connected descriptor whose reads and writes fail after `limit` seconds without progress.
  func connect(limit: Int = 60) throws -> Int32 {
    let descriptor = try socket()
    do {
      var time = timeval(tv_sec: limit, tv_usec: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
      setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
      try withAddress("connect") { Glibc.connect(descriptor, $0, $1) }
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// Gives that address to a socket of any type.
  func bind(_ descriptor: Int32) throws {
    try withAddress("bind") { Glibc.bind(descriptor, $0, $1) }
  }

  /// Connects a socket of any type.
  func connect(_ descriptor: Int32) throws {
    try withAddress("connect") { Glibc.connect(descriptor, $0, $1) }
  }

  /// A listening descriptor. A Unix socket's old file is replaced.
  func listen() throws -> Int32 {
    if case .unix(let path) = self { unlink(path) }
    let descriptor = try socket()
    do {
      try withAddress("bind") { Glibc.bind(descriptor, $0, $1) }
      guard Glibc.listen(descriptor, 1024) == 0 else { throw SystemError("listen") }
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }
}

extension SocketAddress {
  /// The port, unless it is a Unix socket.
  var port: UInt16? { if case .port(let number) = self { number } else { nil } }
}

/// Writes all bytes, or throws. A peer that is gone is an error, not a signal.
func sendAll(_ bytes: [UInt8], to descriptor: Int32) throws {
  var sent = 0
  while sent < bytes.count {
    let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL)) }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { throw SystemError("send") }
    sent += count
  }
}

/// Reads what is there, at most 64 KiB; empty at the end.
func receiveSome(from descriptor: Int32) throws -> [UInt8] {
  try [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
    var result = recv(descriptor, buffer.baseAddress, buffer.count, 0)
    while result < 0 && errno == EINTR { result = recv(descriptor, buffer.baseAddress, buffer.count, 0) }
    guard result >= 0 else { throw SystemError("recv") }
    count = result
  }
}

/// The next connection, closed on exec; negative at the end, with `errno` set.
func acceptConnection(on listener: Int32) -> Int32 {
  let descriptor = accept(listener, nil, nil)
  if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
  return descriptor
}

extension SocketAddress {
  /// A port that is free now; another may take it before it is listened on.
  static func freePort() throws -> UInt16 {
    let descriptor = try SocketAddress.port(0).listen()
    defer { close(descriptor) }
    var (address, length) = (sockaddr_in(), socklen_t(MemoryLayout<sockaddr_in>.size))
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    guard result == 0 else { throw SystemError("getsockname") }
    return UInt16(bigEndian: address.sin_port)
  }
}
