// `--config`, and what holds without it.

import ArgumentParser
import Settings

/// The configuration that a command goes by.
struct ConfigurationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The configuration file.", valueName: "file"), completion: .file(extensions: ["json"]))
  var config: String?

  /// Reads the named file, else the standard file if it is there, else the defaults.
  func reader(_ environment: [String: String]) -> @Sendable () throws(SettingsErrors) -> Settings {
    { [config] () throws(SettingsErrors) in
      if let config { return try Settings.load(path: config, environment: environment) }
      return try Settings.loadStandard(environment: environment).settings
    }
  }

  /// The settings; when there are errors, all of them are on standard error.
  func load(_ environment: [String: String]) throws -> Settings {
    do throws(SettingsErrors) {
      return try reader(environment)()
    } catch {
      StandardError.print(error.description)
      throw ExitCode.badConfiguration
    }
  }
}
