// Sockets of this machine whose calls wait.

import Glibc

struct LocalSocket {
  let descriptor: Int32

  /// Listens on a port of 127.0.0.1.
  static func listening() -> (socket: LocalSocket, port: Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var (address, length) = (sockaddr_in(), socklen_t(MemoryLayout<sockaddr_in>.size))
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    precondition(isBound, "cannot listen")
    return (LocalSocket(descriptor: descriptor), Int(in_port_t(bigEndian: address.sin_port)))
  }

  /// Connects to a Unix socket.
  static func connected(to path: String) -> LocalSocket {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    precondition(result == 0, "cannot connect: \(errno)")
    return LocalSocket(descriptor: descriptor)
  }

  func accepted() -> LocalSocket { LocalSocket(descriptor: accept(descriptor, nil, nil)) }

  /// As much as the other side takes.
  func send(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest)
      let count = Glibc.send(descriptor, piece.baseAddress, piece.count, Int32(MSG_NOSIGNAL))
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// What comes until `isEnough`, or the end; nil when nothing comes for that long.
  func receive(seconds: Int, until isEnough: ([UInt8]) -> Bool = { _ in false }) -> [UInt8]? {
    var timeout = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var (bytes, piece) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
    while !isEnough(bytes) {
      let count = recv(descriptor, &piece, piece.count, 0)
      if count < 0, errno == EAGAIN { return nil }
      guard count > 0 else { break }
      bytes += piece[..<count]
    }
    return bytes
  }

  func end() { close(descriptor) }
}
