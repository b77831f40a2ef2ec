// The file of a Unix socket: whether it may be replaced, and who may connect.

import Glibc

struct UnixSocketFile {
  let path: String
  /// Owner and group may connect.
  static let mode: mode_t = 0o660

  /// What forbids to listen at the path: somebody else who does. A socket that refuses is left over from a program that is gone.
  func obstacle() -> ListenError.Reason? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard path.utf8.count < room else { return .pathTooLong }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return ListenError.reason(ofErrno: errno) }
    defer { close(descriptor) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    guard result != 0 else { return .inUse }
    switch errno {
    case ECONNREFUSED, ENOENT, ENOTDIR: return nil
    case EACCES, EPERM: return .permissionDenied
    // Such as EAGAIN: its queue of connections is full (unix(7)).
    default: return .inUse
    }
  }

  /// Lets owner and group connect; returns what went wrong.
  func restrict() -> Int32? {
    chmod(path, Self.mode) == 0 ? nil : errno
  }
}
