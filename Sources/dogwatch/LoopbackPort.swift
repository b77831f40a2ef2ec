// Finding a port for the demo when somebody has taken the usual one.

import Glibc

enum LoopbackPort {
  /// The port itself, unless it is 0 or another program listens there: then one that is free. Only on the loopback address; elsewhere it stays.
  static func free(instead port: Int, host: String) -> Int {
    guard host == "127.0.0.1", port == 0 || bound(port) == nil, let other = bound(0) else { return port }
    return other
  }

  /// Binds to a port and lets it go; the one it was, nil when it could not be had.
  private static func bound(_ port: Int) -> Int? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var reuse: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard bind(descriptor, address, size) == 0, getsockname(descriptor, address, &size) == 0 else { return nil }
        return Int(in_port_t(bigEndian: pointer.pointee.sin_port))
      }
    }
  }
}
