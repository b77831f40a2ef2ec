// The log in the form that was asked for.

import DogwatchDaemon
import Logging
import Settings

extension Settings.Log {
  /// Text for people, JSON for machines.
  var handler: any LogHandler {
    let level = Logger.Level(rawValue: level.rawValue) ?? .info
    switch format {
    case .json: return JSONLogHandler(level: level)
    case .auto, .text: return TextLogHandler(level: level)
    }
  }
}
