// A descriptor that lines go to, and that may be a pipe nobody reads.

import Glibc

/// Writes lines without ever being stuck in write(2).
struct LineOutput: Sendable {
  let descriptor: Int32

  static let standardOutput = LineOutput(descriptor: STDOUT_FILENO)
  static let standardError = LineOutput(descriptor: STDERR_FILENO)

  /// A pipe that poll(2) calls writable takes so many bytes at once without waiting (PIPE_BUF, pipe(7)).
  private static let piece = 4096
  /// Milliseconds between two looks at `mayWait`.
  private static let patience: Int32 = 100

  /// Writes what there is room for, and waits for room as long as it may: log lines must not hold up those who log. False when something
  /// was left out.
  @discardableResult
  func write(_ text: String, while mayWait: () -> Bool = { false }) -> Bool {
    var text = text
    return text.withUTF8 { write(UnsafeRawBufferPointer($0), while: mayWait) == nil }
  }

  /// The same for bytes: nil, or the error that stopped it (errno(3)), ETIMEDOUT when nobody read in time.
  func write(_ bytes: UnsafeRawBufferPointer, while mayWait: () -> Bool) -> CInt? {
    var rest = bytes
    while let base = rest.baseAddress, !rest.isEmpty {
      guard hasRoom(while: mayWait) else { return ETIMEDOUT }
      let written = Glibc.write(descriptor, base, min(rest.count, Self.piece))
      if written < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        return errno
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
    return nil
  }

  private func hasRoom(while mayWait: () -> Bool) -> Bool {
    while true {
      let isPatient = mayWait()
      var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      let result = poll(&state, 1, isPatient ? Self.patience : 0)
      // An error of the other end is for write(2) to tell.
      if result > 0 { return state.revents & Int16(POLLNVAL) == 0 }
      if result == 0, !isPatient { return false }
      if result < 0, errno != EINTR { return false }
    }
  }
}
