// The program: measures, or runs one of the loads whose instructions are counted.

import ArgumentParser
import FoundationEssentials

@main
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dogwatch-bench", abstract: "Measures what Dogwatch costs.", subcommands: [Measure.self, RunLoad.self],
    defaultSubcommand: Measure.self)

  /// Where this program lies.
  static let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
}

/// Runs a load and says nothing, so that somebody else can count.
struct RunLoad: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "load", abstract: "Run a fixed load, whose instructions are counted.")

  @Argument(help: "One of \(FixedLoad.allCases.map(\.rawValue).joined(separator: ", ")).")
  var load: String

  @Argument(help: "How many rounds, at most \(FixedLoad.maximumRounds).")
  var rounds: Int

  func run() throws {
    guard let load = FixedLoad(rawValue: load), 1...FixedLoad.maximumRounds ~= rounds else { throw ValidationError("no such load") }
    try load.run(rounds: rounds)
  }
}
