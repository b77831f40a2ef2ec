// `dogwatch check-config`: what is wrong with a configuration.

import ArgumentParser
import DogwatchDaemon
import Settings

/// Says everything that is wrong with a configuration file, at once.
struct CheckConfig: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check a configuration file.",
    discussion: """
      Prints every error, each as `path: what is wrong (what is allowed)`, and exits with 78 if there are any. Files of secrets are read as \
      well; one that is named without a folder may be a credential that only the unit has, which is a warning.
      """)

  @Argument(help: "The configuration file.", completion: .file(extensions: ["json"]))
  var file: String

  func run() throws {
    do throws(SettingsErrors) {
      let environment = Environment.variables
      let settings = try Settings.load(path: file, environment: environment, files: .credentialsMayBeElsewhere)
      for warning in try DaemonOptions(settings, environment: environment).warnings { print("warning: \(warning)") }
    } catch {
      StandardError.print(error.description)
      throw ExitCode.badConfiguration
    }
    print("\(file): no errors")
  }
}
