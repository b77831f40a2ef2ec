// The database as a file: whose it is, whether it is still there, and how it is set aside.

import Glibc
import Watch

/// `dogwatch.db` of a folder.
struct DatabaseFile: Sendable {
  let path: String

  init(in directory: String) {
    path = "\(directory)/dogwatch.db"
  }

  /// The file that bears the name now; nil when none does.
  var identity: FileIdentity? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }

  var size: Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }

  /// Bytes of the write-ahead log.
  var logSize: Int64 {
    var status = stat()
    return stat("\(path)-wal", &status) == 0 ? Int64(status.st_size) : 0
  }

  /// When it, or its log, was last written to.
  var lastWritten: Timestamp? {
    ["", "-wal"].compactMap { suffix in
      var status = stat()
      guard stat(path + suffix, &status) == 0 else { return nil }
      return Timestamp(nanoseconds: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec))
    }.max()
  }

  /// Makes an empty one for nobody else to read, if there is none. SQLite gives its log and shared memory the same mode.
  func create() throws(LedgerProblem) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw .unavailable(directory: path.droppingLastPart, reason: SystemReason.last)
    }
  }

  /// Gives it another name, with its log, so that a new one can take its place; returns that name.
  func setAside(at time: Timestamp) throws(LedgerProblem) -> String {
    let digits = time.rfc3339.prefix(19).filter { $0 != "-" && $0 != ":" }
    let aside = "\(path).corrupt-\(digits)Z"
    guard rename(path, aside) == 0 else { throw .unavailable(directory: path.droppingLastPart, reason: SystemReason.last) }
    for suffix in ["-wal", "-shm"] { rename(path + suffix, aside + suffix) }
    return aside
  }
}

/// By what a file is known, whatever its name.
struct FileIdentity: Hashable, Sendable {
  var device: UInt64
  var inode: UInt64
}

extension String {
  fileprivate var droppingLastPart: String { lastIndex(of: "/").map { String(self[..<$0]) } ?? "." }
}
