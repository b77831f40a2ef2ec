// What the tests read configurations with.
import Foundation
import Settings

/// The settings in a text.
func settings(_ text: String, environment: [String: String] = [:]) throws(SettingsErrors) -> Settings {
  try Settings.parse(Array(text.utf8), name: "config.json", environment: environment)
}

/// The lines that `check-config` would print of a text.
func problems(_ text: String) -> [String] {
  do throws(SettingsErrors) {
    _ = try settings(text)
    return []
  } catch {
    return error.errors.map(\.description)
  }
}

/// The credentials of Tests/Golden/Settings, as systemd would give them.
let credentials = ["CREDENTIALS_DIRECTORY": Repository.root.appending(path: "Tests/Golden/Settings/credentials").path]

/// The path of one of them.
func credential(_ name: String) -> String {
  Repository.root.appending(path: "Tests/Golden/Settings/credentials/\(name)").path
}
