// Standard output, and whether it is a terminal.

import Glibc

enum StandardOutput {
  /// A terminal's size, and whether it may be coloured.
  struct Terminal {
    var columns: Int
    var rows: Int
    var showsColours: Bool
  }

  /// What standard output is connected to; nil when that is no terminal. NO_COLOR: https://no-color.org
  static var terminal: Terminal? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    let hasSize = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 && size.ws_row > 0
    let variables = Environment.variables
    let showsColours = (variables["NO_COLOR"] ?? "").isEmpty && variables["TERM"] != "dumb"
    return Terminal(columns: hasSize ? Int(size.ws_col) : 80, rows: hasSize ? Int(size.ws_row) : 24, showsColours: showsColours)
  }

  /// Prints a text as it is, at once.
  static func write(_ text: String) {
    print(text, terminator: "")
    flush()
  }

  /// What has been printed comes before what is said on standard error.
  static func flush() {
    fflush(nil)
  }
}
