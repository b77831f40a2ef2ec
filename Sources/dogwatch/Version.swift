// What `--version` prints.

import DogwatchDaemon

enum Version {
  static let text = Daemon.version
}
