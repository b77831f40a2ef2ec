import Foundation
import JSON
import Testing
import Watch

@testable import Settings

/// `config.example.json` and the reader, in step.
@Suite struct ExampleTests {
  private static let text = Result { Array(try Data(contentsOf: Repository.root.appending(path: "config.example.json"))) }

  /// What the reader asked the example for.
  private static func findings() throws -> Findings {
    let tree = try Settings.tree(of: try text.get(), name: "config.example.json")
    let files = SecretFiles(credentials: CredentialFolder(environment: [:]), strictness: .credentialsMayBeElsewhere)
    var findings = Findings()
    _ = Settings(tree: tree, context: ReadingContext(files: files, now: .wallClock), findings: &findings)
    return findings
  }

  @Test func exampleHasNoErrorsWhereItsCredentialsAreElsewhere() throws {
    let found = try Settings.parse(
      try Self.text.get(), name: "config.example.json", environment: [:], files: .credentialsMayBeElsewhere)
    #expect(found.warnings.allSatisfy { $0.message.hasSuffix("(fine if it is a credential of the unit: LoadCredential=)") })
    #expect(found.engine.host == "tcp://docker.example.com:2376")
    #expect(Set(found.alerts.rules.keys) == Set(AlertName.allCases))
  }

  @Test func daemonWantsTheFilesOfTheExample() throws {
    let errors = try #require(throws: SettingsErrors.self) {
      try Settings.parse(try Self.text.get(), name: "config.example.json", environment: [:])
    }
    #expect(errors.errors.map(\.path).contains("webhooks[1].routingKeyFile"))
    #expect(errors.errors.allSatisfy { $0.message.contains("there is no such file") })
  }

  /// Each key that the reader asks for is in the example: of a list, in any entry. Labels of matchers are no keys, and of two keys that exclude
  /// each other one is enough.
  @Test func everyKeyIsInTheExample() throws {
    let findings = try Self.findings()
    let there = Set(findings.keys.filter(\.isThere).map(\.path))
    let labels = Set(AlertLabel.allCases.flatMap { ["webhooks[].match.\($0.rawValue)", "alerts.mute[].\($0.rawValue)"] })
    let missing = Set(findings.keys.map(\.path)).subtracting(there).subtracting(labels)
    #expect(missing == ["heartbeat.url"])
    #expect(there.count > 120)
  }

  /// A rule that is written as it is by default changes nothing, but for its `repeatInterval`.
  @Test func rulesOfTheExampleAreTheDefaults() throws {
    let found = try Settings.parse(
      try Self.text.get(), name: "config.example.json", environment: [:], files: .credentialsMayBeElsewhere)
    for (name, rule) in found.alerts.rules {
      var expected = AlertRule.standard(name)
      expected.repeatInterval = rule.repeatInterval
      #expect(rule == expected)
    }
  }

  /// docs/configuration.md names each key with its path; thresholds of rules by their names.
  @Test func everyKeyIsInTheDocumentation() throws {
    let page = String(decoding: try Data(contentsOf: Repository.root.appending(path: "docs/configuration.md")), as: UTF8.self)
    let paths = Set(try Self.findings().keys.map(\.path))
    let parents = Set(paths.filter { path in paths.contains { $0.hasPrefix(path + ".") || $0.hasPrefix(path + "[].") } })
    for path in paths.subtracting(parents) {
      let parts = path.split(separator: ".")
      switch parts.first {
      case "alerts" where parts.count > 2 && parts[1] == "rules": #expect(page.contains("`\(parts[parts.count - 1])`"), "\(path)")
      case "alerts" where parts.count > 2, "watch" where parts.count > 2: continue
      case "webhooks[]" where parts.count > 2 && parts[1] == "match": continue
      default: #expect(page.contains("`\(path)`"), "\(path)")
      }
    }
  }
}
