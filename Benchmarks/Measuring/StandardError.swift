// Words beside the table.

import Glibc

enum StandardError {
  static func print(_ text: String) {
    let line = text + "\n"
    _ = write(STDERR_FILENO, line, line.utf8.count)
  }
}
