// A wall clock of a process's own, by Debian's libfaketime.

import Foundation
import Glibc
import Testing

/// Shifts what a process started with `environment` reads as the time of day; its monotonic clocks go on as they are.
final class FakedClock: Sendable {
  private let folder: TemporaryFolder
  private var file: String { "\(folder.path)/shift" }
  /// What processes of one faked clock share, by the names of a semaphore and of memory. Made here as faketime(1) makes it: left to itself the
  /// library makes it in the process and puts the names into the environment, and then the Swift runtime no longer finds the arguments of the
  /// program, which lie before an environment that has not been moved.
  private let names: (semaphore: String, memory: String)

  /// The library, wherever the machine's architecture has it; nil when it is not installed.
  static let library: String? = {
    let parent = "/usr/lib"
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    return folders.map { "\(parent)/\($0)/faketime/libfaketimeMT.so.1" }.first { FileManager.default.fileExists(atPath: $0) }
  }()

  init() throws {
    folder = try TemporaryFolder()
    let mark = UUID().uuidString
    names = ("/dogwatch-semaphore-\(mark)", "/dogwatch-memory-\(mark)")
    guard let semaphore = sem_open(names.semaphore, O_CREAT | O_EXCL, 0o600, 1) else { throw SystemError("sem_open") }
    sem_close(semaphore)
    let memory = shm_open(names.memory, O_CREAT | O_EXCL | O_RDWR, 0o600)
    guard memory >= 0 else { throw SystemError("shm_open") }
    defer { close(memory) }
    guard ftruncate(memory, 4096) == 0 else { throw SystemError("ftruncate") }
    try set(0)
  }

  deinit {
    sem_unlink(names.semaphore)
    shm_unlink(names.memory)
  }

  var environment: [String: String] {
    [
      "LD_PRELOAD": Self.library ?? "", "FAKETIME_SHARED": "\(names.semaphore) \(names.memory)", "FAKETIME_TIMESTAMP_FILE": file,
      "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
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
