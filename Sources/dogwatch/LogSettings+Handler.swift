// The log in the form that was asked for.

import DogwatchDaemon
import Logging
import Settings
import Systemd

extension Settings.Log {
  /// The journal when it is listening; else text for people, JSON for machines.
  func handler(journal: JournalWriter? = nil) -> any LogHandler {
    let level = level.loggerLevel
    switch format {
    case .json: return JSONLogHandler(level: level)
    case .auto:
      if let journal { return JournalLogHandler(level: level, writer: journal) }
      return TextLogHandler(level: level)
    case .text: return TextLogHandler(level: level)
    }
  }
}
