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

  @Test func examplesAreJSONWhoseBodiesAreRight() throws {
    let blocks = page.split(separator: "```json\n").dropFirst().compactMap { $0.split(separator: "\n```").first }
    let webhooks = try blocks.flatMap { try JSONValue(parsing: Array($0.utf8))["webhooks"]?.elements ?? [] }
    for format in ["slack", "discord", "teams", "ntfy", "pagerduty", "custom"] {
      #expect(webhooks.contains { $0["format"]?.content == .string(format) }, "\(format)")
    }
    let bodies = webhooks.compactMap { $0["body"] }
    #expect(!bodies.isEmpty && bodies.allSatisfy { CustomBody.problems(in: $0).isEmpty })
  }
}
