// errno in words.

import Glibc

enum SystemReason {
  /// What the last failed call of the system says.
  static var last: String { strerror(errno).map { String(cString: $0) } ?? "error \(errno)" }
}
