// A wall clock of a process's own, by Debian's libfaketime.

import Foundation
import Testing

/// Shifts what a process started with `environment` reads as the time of day; its monotonic clocks go on as they are.
final class FakedClock: Sendable {
  private let folder: TemporaryFolder
  private var file: String { "\(folder.path)/shift" }

  /// The library, wherever the machine's architecture has it; nil when it is not installed.
  static let library: String? = {
    let parent = "/usr/lib"
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    return folders.map { "\(parent)/\($0)/faketime/libfaketimeMT.so.1" }.first { FileManager.default.fileExists(atPath: $0) }
  }()

  init() throws {
    folder = try TemporaryFolder()
    try set(0)
  }

  var environment: [String: String] {
    [
      "LD_PRELOAD": Self.library ?? "", "FAKETIME_TIMESTAMP_FILE": file, "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
      "DONT_FAKE_MONOTONIC": "1",
    ]
  }

  /// So many seconds from the true time, from now on.
  func set(_ seconds: Int) throws {
    // In one: the process reads it at any moment.
    try (seconds < 0 ? "\(seconds)" : "+\(seconds)").write(toFile: file, atomically: true, encoding: .utf8)
  }
}

extension Trait where Self == ConditionTrait {
  static var needsFakedClock: Self {
    .enabled(if: Requirements.mustRun || FakedClock.library != nil, "needs libfaketime: run `scripts/setup build test`")
  }
}
