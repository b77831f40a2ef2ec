// Who listens on a Unix socket: dockerd itself, or what stands before it.

import DockerEngine
import Glibc
import Ledger

/// A process that listens on a socket, told from a later one with the same id by when it started.
struct ListeningProcess: Hashable, Sendable {
  var pid: pid_t
  /// Clock ticks since boot, 0 where /proc does not show it.
  var startTime: UInt64

  init(pid: pid_t, startTime: UInt64) {
    self.pid = pid
    self.startTime = startTime
  }

  /// By what a later process of ours knows it again.
  var trace: String { "\(pid):\(startTime):\(BootID.current)" }

  /// The process that called listen(2) on the engine's socket (SO_PEERCRED, unix(7)). Nil for an engine on TCP, for one in another PID
  /// namespace (pid 0), and for a socket that is held by process 1: with `dockerd -H fd://` that is systemd, whatever dockerd does.
  init?(of host: EngineHost) {
    guard case .unix(let path) = host, let pid = Self.peer(of: path), pid > 1 else { return nil }
    self.init(pid: pid, startTime: Self.startTime(of: pid) ?? 0)
  }

  private static func peer(of path: String) -> pid_t? {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    guard result == 0 else { return nil }
    // struct ucred is pid, uid, gid; Glibc's module hides it behind _GNU_SOURCE.
    var credentials: (pid: pid_t, uid: uid_t, gid: gid_t) = (0, 0, 0)
    var size = socklen_t(MemoryLayout.size(ofValue: credentials))
    guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 else { return nil }
    return credentials.pid
  }

  /// Field 22 of /proc/PID/stat, counted behind the name, which may hold anything (proc(5)).
  private static func startTime(of pid: pid_t) -> UInt64? {
    let descriptor = open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = read(descriptor, &bytes, bytes.count)
    guard count > 0, let end = bytes[..<count].lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = bytes[(end + 1)..<count].split(separator: UInt8(ascii: " "))
    return fields.count > 19 ? UInt64(String(decoding: fields[19], as: UTF8.self)) : nil
  }
}
