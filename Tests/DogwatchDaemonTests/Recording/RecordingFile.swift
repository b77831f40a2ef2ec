// Files of a test's own.

import Foundation

@testable import DogwatchDaemon

/// A file that is gone with the last reference to it.
final class RecordingFile: Sendable {
  let path = "\(FileManager.default.temporaryDirectory.path)/recording-\(getpid())-\(UUID().uuidString)"

  init(_ text: String? = nil) throws {
    try text?.write(toFile: path, atomically: false, encoding: .utf8)
  }

  deinit { unlink(path) }

  var text: String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
  var lines: [Substring] { text.split(separator: "\n") }
  var mode: mode_t {
    var status = stat()
    stat(path, &status)
    return status.st_mode & 0o777
  }
}
