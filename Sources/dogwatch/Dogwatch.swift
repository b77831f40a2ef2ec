// The command line.

import ArgumentParser

/// `dogwatch`.
struct Dogwatch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dogwatch",
    abstract: "Keeps watch over a Docker Engine: says what each exit meant, and what is healthy.",
    version: Version.text,
    subcommands: [Run.self, CheckConfig.self, Status.self, History.self, Alerts.self, TestWebhook.self, Record.self, Replay.self],
    defaultSubcommand: Run.self)

  /// The command that is asked for. Throws when a first word is none: `run`, which does without one, would take it for an argument of its own.
  static func command(_ arguments: [String] = Array(CommandLine.arguments.dropFirst())) throws -> any ParsableCommand {
    let names = configuration.subcommands.map { $0._commandName } + ["help"]
    if let first = arguments.first, !first.hasPrefix("-"), !names.contains(first) {
      throw ValidationError("Unknown command '\(first)'. There are \(names.joined(separator: ", ")).")
    }
    return try parseAsRoot(arguments)
  }
}
