// What the tests read configurations with.
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
