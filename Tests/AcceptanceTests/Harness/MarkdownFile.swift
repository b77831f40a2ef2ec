// The fenced blocks of a Markdown file.

import Foundation

/// A page of the documentation.
struct MarkdownFile: Sendable {
  /// What stands between two fences.
  struct Block: Sendable {
    let file: String
    /// The line of the opening fence, from 1.
    let line: Int
    /// The heading it is under.
    let section: String
    let language: String
    let lines: [String]
    /// What `<!-- not run: … -->` directly above it says.
    let reasonNotRun: String?

    var place: String { "\(file):\(line)" }
    var text: String { lines.joined(separator: "\n") + "\n" }
  }

  /// Relative to the repository.
  let path: String
  let text: String
  let blocks: [Block]

  init(_ path: String) throws {
    self.path = path
    text = try String(contentsOfFile: "\(Repository.root)/\(path)", encoding: .utf8)
    var blocks: [Block] = []
    var open: (line: Int, language: String, reason: String?)?
    var (inside, section, above) = ([String](), "", "")
    for (index, line) in text.components(separatedBy: "\n").enumerated() {
      if line.hasPrefix("```") {
        if let begun = open {
          blocks.append(
            Block(
              file: path, line: begun.line, section: section, language: begun.language, lines: inside, reasonNotRun: begun.reason))
          open = nil
        } else {
          let reason = above.wholeMatch(of: /<!-- not run: (.+) -->/).map { String($0.1) }
          open = (index + 1, String(line.dropFirst(3)).trimmingCharacters(in: .whitespaces), reason)
          inside = []
        }
      } else if open != nil {
        inside.append(line)
      } else if line.hasPrefix("#") {
        section = line
      }
      above = line
    }
    self.blocks = blocks
  }

  /// Everything a newcomer reads, in the order in which the tests go through it.
  static let documentation: [String] = {
    func pages(in folder: String) -> [String] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(Repository.root)/\(folder)")) ?? []
      return names.filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
    }
    return ["README.md", "CONTRIBUTING.md"] + pages(in: "docs/alerts") + pages(in: "docs") + pages(in: "examples")
  }()
}
