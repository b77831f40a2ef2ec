// Files of the repository that tests compare with.

import Foundation
import Testing

enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Expects the file to hold the text; with `UPDATE_GOLDEN=1` in the environment writes it anew first.
  static func expect(_ text: String, in path: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = root.appending(path: path)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let committed = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(text == committed, "\(path) is out of date: UPDATE_GOLDEN=1 swift test --filter WebhooksTests", sourceLocation: sourceLocation)
  }
}
