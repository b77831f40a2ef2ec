// The socket on which systemd hears of a service (sd_notify(3)).

import Foundation
import Glibc

/// Counts a service's pings and the time between them.
final class NotifySocket: Sendable {
  let path: String
  private let descriptor: Int32
  private let state = Locked(State())

  private struct State {
    var pings = 0
    var last = ContinuousClock.now
    var longest = Duration.zero

    mutating func ping() {
      let now = ContinuousClock.now
      if pings > 0 { longest = max(longest, now - last) }
      (pings, last) = (pings + 1, now)
    }
  }

  init(_ path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SystemError("socket") }
    try SocketAddress.unix(path).bind(descriptor)
    let (descriptor, state) = (descriptor, state)
    Thread.detachNewThread {
      while let text = try? receiveSome(from: descriptor), !text.isEmpty {
        guard String(decoding: text, as: UTF8.self).contains("WATCHDOG=1") else { continue }
        state.change { $0.ping() }
      }
      close(descriptor)
    }
  }

  deinit {
    // Ends the thread that waits in it.
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  var pings: Int { state.read(\.pings) }

  /// Seconds, the time since the last ping included.
  var longestSilence: Double { state.read { max($0.longest, ContinuousClock.now - $0.last) } / .seconds(1) }
}
