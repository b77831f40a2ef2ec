// One thread wakes another, without a lock to hold meanwhile.

import Glibc

/// A pipe of which only matters whether something is in it; the Glibc module has no eventfd(2).
final class Bell: Sendable {
  private let reading: Int32
  private let writing: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    pipe(&ends)
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    close(reading)
    close(writing)
  }

  /// A pipe that is full has been rung.
  func ring() {
    var one: UInt8 = 1
    _ = write(writing, &one, 1)
  }

  /// Waits for the next ring, or takes those that came since the last; false after so many milliseconds without (-1: no limit).
  @discardableResult
  func wait(milliseconds: Int32 = -1) -> Bool {
    var state = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
    var result = poll(&state, 1, milliseconds)
    while result < 0, errno == EINTR { result = poll(&state, 1, milliseconds) }
    guard result > 0, state.revents & Int16(POLLIN) != 0 else { return false }
    var rings = [UInt8](repeating: 0, count: 256)
    while read(reading, &rings, rings.count) == rings.count {}
    return true
  }
}
