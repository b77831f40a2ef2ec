// The service manager's end of sd_notify(3).

import Glibc

/// Hears when a service is ready, and its pings.
final class NotifySocket {
  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 4096)
  private var lastPing: Double?

  init(path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0, UnixAddress(path).with({ bind(descriptor, $0, $1) }) == 0 else { throw Trouble("cannot listen at \(path)") }
  }

  deinit {
    close(descriptor)
  }

  /// Waits for READY=1, at most until that time of the monotonic clock.
  func waitForReady(until end: Double) -> Bool {
    while let words = hear(until: end) {
      if words.contains("READY=1") { return true }
    }
    return false
  }

  /// Seconds since the last ping, or since the first call, to within the time between two calls.
  func silence() -> Double {
    let before = lastPing ?? seconds()
    lastPing = before
    while let words = hear(until: 0) {
      if words.contains("WATCHDOG=1") { lastPing = seconds() }
    }
    return seconds() - before
  }

  /// What is said next, in lines; nil when nothing is until then.
  private func hear(until end: Double) -> [Substring]? {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard Glibc.poll(&poll, 1, Int32(max(0, end - seconds()) * 1e3)) > 0 else { return nil }
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n") : nil
  }
}

/// The address of a socket in the file system.
struct UnixAddress {
  private var address = sockaddr_un()

  init(_ path: String) {
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
  }

  func with<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}
