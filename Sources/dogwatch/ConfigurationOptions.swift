// `--config`, and what holds without it.

import ArgumentParser
import DogwatchDaemon
import Glibc
import Settings
import Systemd

/// The configuration that a command goes by.
struct ConfigurationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The configuration file.", valueName: "file"), completion: .file(extensions: ["json"]))
  var config: String?

  /// The named file, else the standard file if it is there, else the defaults. `notifying`: the service manager hears of a bad one.
  func load(_ environment: [String: String], notifying notifier: Notifier? = nil) throws -> Settings {
    do throws(SettingsErrors) {
      if let config { return try Settings.load(path: config, environment: environment) }
      return try Settings.loadStandard(environment: environment).settings
    } catch {
      StandardError.print(error.description)
      notifier?.tellFailure("bad configuration: \(error.errors.first?.description ?? "")", errno: EINVAL)
      throw ExitCode.badConfiguration
    }
  }
}
