// docs/webhooks.md against what there is.

import Foundation
import JSON
import Testing
import Watch

@testable import Webhooks

@Suite struct WebhooksPageTests {
  private let page: String

  init() throws {
    page = try String(contentsOf: Repository.root.appending(path: "docs/webhooks.md"), encoding: .utf8)
  }

  @Test func everyPlaceholderIsExplained() {
    for placeholder in Placeholder.all { #expect(page.contains("`{{\(placeholder.name)}}`"), "\(placeholder.name)") }
  }

  @Test func everyFinalStatusIsNamed() {
    for status in Verdict.finalStatuses { #expect(page.contains("\(status)")) }
  }

  @Test func exampleIsJSONWhoseBodiesAreRight() throws {
    let block = try #require(page.split(separator: "```json\n").last?.split(separator: "\n```").first)
    let example = try JSONValue(parsing: Array(block.utf8))
    let bodies = try #require(example["webhooks"]?.elements).compactMap { $0["body"] }
    #expect(!bodies.isEmpty && bodies.allSatisfy { CustomBody.problems(in: $0).isEmpty })
  }
}
