// A folder that goes when nothing refers to it any more.

import FoundationEssentials

/// Below the build folder, so that what is written there goes to a disk and not to a tmpfs.
final class Folder: Sendable {
  let path: String

  init() throws {
    path = "\(FileManager.default.currentDirectoryPath)/.build/bench/\(UInt32.random(in: 0...UInt32.max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}
