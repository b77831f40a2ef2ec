// `dogwatch run`: the daemon.

import ArgumentParser
import DogwatchDaemon
import Glibc
import Logging
import Settings
import Systemd

/// Follows the engine and serves what it knows, until it is told to end.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Watch the engine and serve /metrics (the default command).",
    discussion: """
      Without --config it reads \(Settings.standardPath) if that is there, else it goes by the defaults, which need no file. The engine is \
      the configuration's, else DOCKER_HOST's, else the first socket found; with none in reach it keeps trying and serves all the same.
      """)

  @Option(help: ArgumentHelp("The configuration file.", valueName: "file"), completion: .file(extensions: ["json"]))
  var config: String?

  @Flag(help: "Watch a simulated engine that lives through every kind of trouble; nothing real is read or written.")
  var demo = false

  func run() async throws {
    ProcessFrugality.apply()
    let environment = Environment.variables
    let supervision = Supervision(environment: environment)
    defer { supervision.flush() }
    let settings = try loadSettings(environment, supervision)
    let logger = Logger(label: "dogwatch") { _ in settings.log.handler(journal: supervision.logJournal) }
    var options = DaemonOptions(settings, environment: environment)
    options.supervision = supervision
    do {
      if demo {
        var demo = Demo(settings: settings, environment: environment, logger: logger)
        return try await demo.run()
      }
      try await Daemon(options: options, logger: logger).run()
    } catch {
      logger.critical("\(error)")
      throw ExitCode.failure
    }
  }

  private func loadSettings(_ environment: [String: String], _ supervision: Supervision) throws -> Settings {
    do throws(SettingsErrors) {
      // What an administrator has set for this host is none of the demo's business.
      if demo, config == nil { return Settings() }
      if let config { return try Settings.load(path: config, environment: environment) }
      return try Settings.loadStandard(environment: environment).settings
    } catch {
      StandardError.print(error.description)
      supervision.notifier.tellFailure("bad configuration: \(error.errors.first?.description ?? "")", errno: EINVAL)
      throw ExitCode.badConfiguration
    }
  }
}
