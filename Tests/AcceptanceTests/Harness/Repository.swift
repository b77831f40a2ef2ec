// Where the things lie that the tests look at.

import Foundation

enum Repository {
  /// The package's folder.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// The binary under test: `DOGWATCH_BINARY`, else the product built beside these tests.
  static let dogwatch: String = {
    if let path = ProcessInfo.processInfo.environment["DOGWATCH_BINARY"] { return path }
    let here = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(fileURLWithPath: here).deletingLastPathComponent().appendingPathComponent("dogwatch").path
    return FileManager.default.isExecutableFile(atPath: beside) ? beside : "\(root)/.build/debug/dogwatch"
  }()

  /// The static release binary that `make test` builds before the tests.
  static let releasedDogwatch = ProcessInfo.processInfo.environment["DOGWATCH_RELEASE_BINARY"] ?? "\(root)/.build/release/dogwatch"

  /// A Python that has Prometheus's client: the one scripts/setup made, else the machine's.
  static let python: String = {
    let own = "\(root)/.build/venv/bin/python3"
    return FileManager.default.isExecutableFile(atPath: own) ? own : "python3"
  }()
}
