// The folder that holds the database, and the lock that says whose it is.

import Glibc

/// A folder of ours alone, for as long as this lives. The lock is on the folder, not on the database: closing any descriptor of a file drops the
/// locks that SQLite holds on it (fcntl(2)), and a database that is set aside must not take the lock with it.
final class StateFolder {
  let path: String
  private let descriptor: Int32

  init(_ path: String) throws(LedgerProblem) {
    try Self.make(path)
    descriptor = try Self.lock(path)
    self.path = path
  }

  private static func lock(_ path: String) throws(LedgerProblem) -> Int32 {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unavailable(directory: path, reason: SystemReason.last) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
    let (isTaken, reason) = (errno == EWOULDBLOCK, SystemReason.last)
    close(descriptor)
    throw isTaken ? .locked(directory: path) : .unavailable(directory: path, reason: reason)
  }

  deinit { close(descriptor) }

  /// Whether the path leads elsewhere by now, or nowhere: then this lock holds nobody off.
  var isGone: Bool {
    var (here, ours) = (stat(), stat())
    guard stat(path, &here) == 0, fstat(descriptor, &ours) == 0 else { return true }
    return here.st_dev != ours.st_dev || here.st_ino != ours.st_ino
  }

  /// Makes the folder and those above it, for nobody else.
  private static func make(_ path: String) throws(LedgerProblem) {
    var status = stat()
    if stat(path, &status) == 0 { return }
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    var folder = path.hasPrefix("/") ? "" : "."
    for part in parts {
      folder += "/\(part)"
      guard mkdir(folder, 0o700) != 0, errno != EEXIST else { continue }
      throw .unavailable(directory: path, reason: SystemReason.last)
    }
  }
}
