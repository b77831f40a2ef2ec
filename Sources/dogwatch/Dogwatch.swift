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
}
