// Folders of this run: short paths (a Unix socket's holds 107 bytes), named by the process they belong to.

import Foundation
import Glibc

/// A folder `/tmp/dogwatch-<pid>-<n>`, removed with the last reference to it.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    Self.sweep
    path = try Self.make()
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Makes a folder that somebody else removes.
  static func make() throws -> String {
    sweep
    let number = count.change {
      $0 += 1
      return $0
    }
    let path = "/tmp/dogwatch-\(getpid())-\(number)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    return path
  }

  private static let count = Locked(0)

  /// Removes what a run left behind that was ended with SIGKILL, known by a process id that no longer lives.
  private static let sweep: Void = {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/tmp")) ?? [] {
      let parts = name.split(separator: "-")
      guard parts.count == 3, parts[0] == "dogwatch", let pid = pid_t(parts[1]), Int(parts[2]) != nil else { continue }
      guard kill(pid, 0) != 0, errno == ESRCH else { continue }
      try? FileManager.default.removeItem(atPath: "/tmp/\(name)")
    }
  }()
}
