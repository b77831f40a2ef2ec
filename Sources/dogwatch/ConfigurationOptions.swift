// `--config`, and what holds without it.

import ArgumentParser
import Settings

/// The configuration that a command goes by.
struct ConfigurationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The configuration file.", valueName: "file"), completion: .file(extensions: ["json"]))
  var config: String?

  /// Reads the named file, else the standard file if it is there, else the defaults; `file`: the one that was read.
  func read(_ environment: [String: String]) throws(SettingsErrors) -> (settings: Settings, file: String?) {
    guard let config else {
      let (settings, source) = try Settings.loadStandard(environment: environment)
      return (settings, source)
    }
    return (try Settings.load(path: config, environment: environment), config)
  }

  /// The settings; when there are errors, all of them are on standard error.
  func load(_ environment: [String: String]) throws -> Settings {
    do throws(SettingsErrors) {
      return try read(environment).settings
    } catch {
      StandardError.print(error.description)
      throw ExitCode.badConfiguration
    }
  }
}
