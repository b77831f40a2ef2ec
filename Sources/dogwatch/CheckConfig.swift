// `dogwatch check-config`: what is wrong with a configuration.

import ArgumentParser
import Settings

/// Says everything that is wrong with a configuration file, at once.
struct CheckConfig: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check a configuration file.",
    discussion: "Prints every error, each as `path: what is wrong (what is allowed)`, and exits with 78 if there are any.")

  @Argument(help: "The configuration file.", completion: .file(extensions: ["json"]))
  var file: String

  func run() throws {
    do throws(SettingsErrors) {
      _ = try Settings.load(path: file, environment: Environment.variables)
    } catch {
      StandardError.print(error.description)
      throw ExitCode.badConfiguration
    }
    print("\(file): no errors")
  }
}
