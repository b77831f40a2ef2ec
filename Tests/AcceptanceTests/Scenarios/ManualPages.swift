// The manual pages as `make man` writes them.

import Foundation
import Testing

@Suite(.needs("python3", "mandoc"))
struct ManualPages {
  @Test func everyCommandAndOptionIsThereAndMandocHasNothingToSay() async throws {
    let folder = try TemporaryFolder()
    try await check("\(Repository.root)/scripts/make-man", [Repository.dogwatch, folder.path])
    let pages = ["dogwatch.8", "dogwatch.json.5"].map { "\(folder.path)/\($0)" }
    #expect(try await check("mandoc", ["-Tlint"] + pages) == "")

    let commands = try await text(pages[0])
    let help = try await check(Repository.dogwatch, ["--help"])
    let names = help.matches(of: #/\n  ([a-z-]+) [^\n]*/#).map { String($0.1) }.filter { !$0.hasPrefix("-") }
    #expect(names.contains("status"), "\(help)")
    for name in names {
      #expect(commands.contains("\n   dogwatch \(name)\n"), "\(name)")
      for option in try await check(Repository.dogwatch, ["help", name]).matches(of: #/\n  (--[a-z-]+)/#).map({ String($0.1) })
      where !["--help", "--version"].contains(option) { #expect(commands.contains(option), "\(name) \(option)") }
    }

    let configuration = try await text(pages[1])
    for key in ["engine.requestTimeout", "webhooks[].signingSecretFile", "alerts.rules", "log.format"] {
      #expect(configuration.contains("\n       \(key)"), "\(key)")
    }
    let example = try #require(configuration.firstMatch(of: #/\n +\{\n(?s:.*?)\n +\}\n(?=\n)/#)?.0)
    try String(example).write(toFile: "\(folder.path)/example.json", atomically: true, encoding: .utf8)
    // It names a credential that only the unit has.
    try await check(Repository.dogwatch, ["check-config", "\(folder.path)/example.json"])
  }

  private func text(_ page: String) async throws -> String {
    try await check("bash", ["-c", "mandoc -Tutf8 \"$0\" | sed 's/.\\x08//g'", page])
  }

  @discardableResult
  private func check(_ program: String, _ arguments: [String]) async throws -> String {
    let (exit, output) = try await ChildProcess.run(program, arguments)
    guard exit == .code(0) else { throw PrivateEngine.Trouble(what: "\(program) \(arguments): \(output)") }
    return output
  }
}
