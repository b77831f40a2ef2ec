// The pages that runbook_url links to.

import Foundation
import Testing
import Watch

@Suite struct AlertPageTests {
  private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/alerts").standardized

  @Test(arguments: AlertName.allCases) func eachAlertHasItsPage(_ name: AlertName) throws {
    let text = try String(contentsOf: folder.appending(path: "\(name.rawValue).md"), encoding: .utf8)
    #expect(text.hasPrefix("# \(name.rawValue)\n\n**\(AlertRule.standard(name).severity.rawValue)** · fires when "))
    for heading in ["## What it means", "## What to look at", "## What to do"] { #expect(text.contains("\n\(heading)\n"), "\(heading)") }
  }

  @Test func noPageIsLeftOfAnAlertThatDoesNotExist() throws {
    let pages = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") && $0 != "README.md" }
    #expect(Set(pages) == Set(AlertName.allCases.map { "\($0.rawValue).md" }))
  }
}
