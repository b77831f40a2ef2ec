// How the command line ends, and where it complains (sysexits(3)).

import ArgumentParser
import Glibc

extension ExitCode {
  /// EX_CONFIG.
  static let badConfiguration = ExitCode(78)
  /// EX_UNAVAILABLE.
  static let unavailable = ExitCode(69)
}

enum StandardError {
  /// Prints a line, or several, to standard error.
  static func print(_ text: String) {
    let line = text + "\n"
    _ = write(STDERR_FILENO, line, line.utf8.count)
  }
}
