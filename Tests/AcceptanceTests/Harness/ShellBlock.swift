// Commands as the documentation prints them.

import Foundation

/// The commands of a block of shell.
struct ShellBlock: Sendable {
  /// One command, of several lines if it has a here-document or lines that go on.
  struct Command: Sendable {
    var text: String
    /// What the page shows of its output: in blocks of `console`, the lines until the next command.
    var shown: [String] = []

    /// It runs until somebody ends it, as its comment says.
    var isEndless: Bool { text.contains(#/# (.*, )?until Ctrl-C/#) }
  }

  let block: MarkdownFile.Block
  let commands: [Command]

  /// Nil when it is no shell.
  init?(_ block: MarkdownFile.Block) {
    self.block = block
    switch block.language {
    case "sh", "bash", "shell": commands = Self.script(block.lines)
    case "console": commands = Self.session(block.lines)
    default: return nil
    }
  }

  private static func script(_ lines: [String]) -> [Command] {
    var (commands, pending, end) = ([Command](), [String](), String?.none)
    for line in lines {
      pending.append(line)
      if let word = end {
        if line != word { continue }
        end = nil
      } else if line.hasSuffix("\\") {
        continue
      } else if let word = line.firstMatch(of: /[^<]<<'?([A-Z]+)'?$/)?.1 {
        end = String(word)
        continue
      }
      let text = pending.joined(separator: "\n")
      pending = []
      let isEmpty = text.trimmingCharacters(in: .whitespaces).isEmpty || text.hasPrefix("#")
      if !isEmpty { commands.append(Command(text: text)) }
    }
    return commands
  }

  private static func session(_ lines: [String]) -> [Command] {
    var commands: [Command] = []
    for line in lines {
      if line.hasPrefix("$ ") {
        commands.append(Command(text: String(line.dropFirst(2))))
      } else if !commands.isEmpty {
        commands[commands.count - 1].shown.append(line)
      }
    }
    return commands
  }

  /// A line of output without what differs from one run to the next: numbers, and the remark behind it.
  static func comparable(_ line: String) -> String {
    line.replacing(#/\s{2,}#.*$/#, with: "").replacing(#/[0-9]+(\.[0-9]+)?/#, with: "N").trimmingCharacters(in: .whitespaces)
  }
}
