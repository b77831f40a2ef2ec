// `dogwatch record`: what the engine says, kept for later.

import ArgumentParser
import DogwatchDaemon
import Logging
import Settings

/// Connects and reconciles as the daemon does, and writes down what it observes, without serving or judging.
struct Record: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Record the engine's observations as NDJSON until interrupted.",
    discussion: """
      The first line says that it is a recording, of which version, and the settings it was made with; each further line is one \
      observation with its arrival (`time` and `uptime`, nanoseconds): a connection made, lost or refused, an event, a list of containers, \
      an inspect of one, or a deadline that came. `dogwatch replay` says what they mean.

      What is in it: of each container its name, id, image, labels, state, restart policy, health check times, and the output of its last \
      health probe (at most 4 KiB). Labels and probe output may hold secrets: the file gets mode 0600, and is emptied first if it is \
      there. Environment, commands and mounts of containers are not in it, nor is any secret of the configuration.
      """)

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The file to write (standard output without it).", valueName: "file"), completion: .file())
  var output: String?

  @OptionGroup var configurationOptions: ConfigurationOptions

  func run() async throws {
    let environment = Environment.variables
    let settings = try configurationOptions.load(environment)
    let logger = Logger(label: "dogwatch") { _ in settings.log.handler() }
    var options = try DaemonOptions(settings, environment: environment)
    do {
      options.recording = try output.map { try RecordingOutput(creating: $0) } ?? .standardOutput
      try await Daemon(options: options, logger: logger).record()
    } catch {
      StandardError.print("\(error)")
      throw ExitCode.failure
    }
  }
}
