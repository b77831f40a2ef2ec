// What can be said of the documentation without running it.

import Foundation
import Testing

@Suite struct DocumentationPages {
  /// A block that nobody would run, because it does not look like shell to the test, proves nothing.
  @Test(arguments: MarkdownFile.documentation) func commandsAreInBlocksOfShell(_ path: String) throws {
    let file = try MarkdownFile(path)
    for block in file.blocks {
      #expect(["", "sh", "console", "json", "python"].contains(block.language), "\(block.place)")
      if let shell = ShellBlock(block) {
        #expect(!shell.commands.isEmpty, "\(block.place)")
      } else {
        #expect(block.reasonNotRun == nil, "\(block.place): it is no shell")
        #expect(!block.lines.contains { $0.contains(#/^(\$|sudo|docker|make|curl|dogwatch [a-z]+) /#) }, "\(block.place)")
      }
    }
    let marks = file.text.matches(of: /(?m)^<!-- not run/).count
    #expect(marks == file.blocks.count { $0.reasonNotRun != nil }, "\(path): a mark stands directly above its block, with a reason")
  }

  /// Commands within the text: `make GOAL`, `dogwatch COMMAND --option`.
  @Test(arguments: MarkdownFile.documentation) func commandsInTheTextExist(_ path: String) async throws {
    let makefile = try String(contentsOfFile: "\(Repository.root)/Makefile", encoding: .utf8)
    let goals = Set(makefile.matches(of: /(?m)^([a-z]+):/).map { String($0.1) })
    for span in try MarkdownFile(path).text.matches(of: /`([^`\n]+)`/).map({ String($0.1) }) {
      if let goal = span.wholeMatch(of: /(?:sudo )?make ([a-z]+).*/)?.1 { #expect(goals.contains(String(goal)), "\(path): \(span)") }
      guard let command = span.wholeMatch(of: /dogwatch ([a-z-]+)(.*)/) else { continue }
      let (exit, help) = try await ChildProcess.run(Repository.dogwatch, ["help", String(command.1)])
      #expect(exit == .code(0) && help.contains("USAGE: dogwatch \(command.1)"), "\(path): \(span)")
      for option in command.2.matches(of: /--[a-z-]+/) { #expect(help.contains(option.0), "\(path): \(span)") }
    }
  }

  @Test(arguments: MarkdownFile.documentation) func linksLeadSomewhere(_ path: String) throws {
    let text = try MarkdownFile(path).text
    for link in text.matches(of: /\]\(([^)\s]+)\)/).map({ String($0.1) }) where !link.contains("://") {
      let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let folder = path.split(separator: "/").dropLast().joined(separator: "/")
      let target = parts[0].isEmpty ? path : "\(folder)/\(parts[0])"
      #expect(FileManager.default.fileExists(atPath: "\(Repository.root)/\(target)"), "\(path): \(link)")
      guard parts.count == 2 else { continue }
      let page = try String(contentsOfFile: "\(Repository.root)/\(target)", encoding: .utf8)
      #expect(Self.anchors(of: page).contains(String(parts[1])), "\(path): \(link)")
    }
  }

  /// Headings as web pages name them.
  private static func anchors(of page: String) -> Set<String> {
    let headings = page.matches(of: /(?m)^#+ (.+)$/).map { $0.1.lowercased() }
    return Set(headings.map { $0.replacing(/[^a-z0-9 _-]/, with: "").replacing(" ", with: "-") })
  }

  /// A proof that has another name by now proves nothing.
  @Test func provingTestsExist() throws {
    let promises = try MarkdownFile("docs/promises.md").text
    let names = promises.matches(of: /`([A-Z][A-Za-z]*Tests)\.(?:[A-Za-z]+\/)?([A-Za-z]+)`/)
    #expect(names.count > 20)
    for name in names {
      let folder = URL(fileURLWithPath: "\(Repository.root)/Tests/\(name.1)")
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
      let suite = try Regex("\\b(struct|enum) \(name.2)\\b")
      let isThere = try files.contains { try $0.pathExtension == "swift" && String(contentsOf: $0, encoding: .utf8).contains(suite) }
      #expect(isThere, "\(name.0)")
    }
  }

  /// The house in one picture: everything stands on what is below it, and on nothing beside or above it.
  @Test func houseStandsAsItIsDrawn() throws {
    let picture = try #require(try MarkdownFile("CONTRIBUTING.md").blocks.first, "no picture")
    var floor: [String: Int] = [:]
    for (index, line) in picture.lines.enumerated() {
      // A floor is the names at the beginning; behind three spaces or more stands what it is for.
      for name in line.prefix(while: { $0 != "·" }).split(separator: " ") { floor[String(name)] = index }
    }
    let targets = try Self.targets()
    #expect(Set(floor.keys) == Set(targets.keys), "every room is in the picture, and nothing else")
    for (name, dependencies) in targets {
      for dependency in dependencies {
        #expect(try #require(floor[name]) < #require(floor[dependency]), "\(name) needs \(dependency), which is to be drawn below it")
      }
    }
  }

  /// The targets of Package.swift whose folder is in Sources, each with those of them it depends on.
  private static func targets() throws -> [String: Set<String>] {
    let text = try String(contentsOfFile: "\(Repository.root)/Package.swift", encoding: .utf8)
    var found: [String: Set<String>] = [:]
    let openings = text.matches(of: /\.(target|executableTarget|systemLibrary|testTarget)\(\s*name: "([^"]+)"/)
    for (index, opening) in openings.enumerated() where opening.1 != "testTarget" {
      let end = index + 1 < openings.count ? openings[index + 1].range.lowerBound : text.endIndex
      let body = text[opening.range.upperBound..<end]
      if body.contains("path: \"") { continue }
      let list = body.firstMatch(of: /dependencies: \[((?:[^\[\]]|\[[^\]]*\])*)\]/).map { String($0.1) } ?? ""
      let own = list.replacing(/\.product\([^)]*\)/, with: "").matches(of: /"([^"]+)"/).map { String($0.1) }
      found[String(opening.2)] = Set(own)
    }
    return found
  }
}
