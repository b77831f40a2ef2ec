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

  @OptionGroup var configurationOptions: ConfigurationOptions

  @Option(
    help: ArgumentHelp("Also record what is observed to this file (what is in it: `dogwatch help record`).", valueName: "file"),
    completion: .file())
  var record: String?

  @Flag(help: "Watch a simulated engine that lives through every kind of trouble; nothing real is read or written.")
  var demo = false

  func run() async throws {
    let hangups = await Reloading.trapHangups()
    let environment = Environment.variables
    let supervision = Supervision(environment: environment)
    defer { supervision.flush() }
    // What an administrator has set for this host is none of the demo's business.
    let isDemoAlone = demo && configurationOptions.config == nil
    var (settings, file, options) = try start(environment, supervision, withoutFile: isDemoAlone)
    options.supervision = supervision
    // A file that is gone later is an error, and no return to the defaults.
    let read = { @Sendable [file] () throws(SettingsErrors) -> Settings in
      if let file { return try Settings.load(path: file, environment: environment) }
      return isDemoAlone ? Demo.settings : try Settings.loadStandard(environment: environment).settings
    }
    let level = SharedLogLevel(settings.log.level.loggerLevel)
    let handler = settings.log.handler(journal: supervision.logJournal)
    let logger = Logger(label: "dogwatch") { _ in AdjustableLogHandler(handler, level: level) }
    let reloading = Reloading(hangups: hangups, current: settings, environment: environment, logLevel: level, read: read)
    do {
      options.recording = try record.map { try RecordingOutput(creating: $0) }
      if demo {
        var demo = Demo(settings: settings, environment: environment, logger: logger)
        return try await demo.run(recording: options.recording)
      }
      try await Daemon(options: options, logger: logger, reloading: reloading).run()
    } catch {
      logger.critical("\(error)")
      throw ExitCode.failure
    }
  }

  /// What the daemon starts with and the file it comes from, or every error of the configuration.
  private func start(
    _ environment: [String: String], _ supervision: Supervision, withoutFile: Bool
  ) throws -> (Settings, file: String?, DaemonOptions) {
    do throws(SettingsErrors) {
      let (settings, file) = withoutFile ? (Demo.settings, nil) : try configurationOptions.read(environment)
      return (settings, file, try DaemonOptions(settings, environment: environment))
    } catch {
      StandardError.print(error.description)
      supervision.notifier.tellFailure("bad configuration: \(error.errors.first?.description ?? "")", errno: EINVAL)
      throw ExitCode.badConfiguration
    }
  }
}
