// The configuration file.

import Settings
import Watch

enum ConfigurationText {
  @Sendable static func run(_ bytes: UnsafeRawBufferPointer) {
    do throws(SettingsErrors) {
      _ = try Settings.parse(Array(bytes), name: "config.json", environment: [:], now: Timestamp(seconds: 1_767_323_045))
    } catch {
      precondition(!error.errors.isEmpty, "refused without a reason")
      for each in error.errors { precondition(!each.description.contains("\n"), "an error of two lines") }
    }
  }
}
