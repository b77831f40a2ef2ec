// Everything that can go wrong with a recording, in words.

import Glibc

/// Why a recording cannot be made, or read.
public struct RecordingError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String

  private init(_ description: String) {
    self.description = description
  }

  // MARK: Making one

  static func cannotWrite(_ path: String, _ number: CInt) -> RecordingError {
    RecordingError("cannot record to \(path): \(String(cString: strerror(number)))")
  }

  /// Rather a recording that ends than one with a hole in it.
  static func cannotKeepUp(_ path: String) -> RecordingError {
    RecordingError("recording to \(path) stopped: it is written too slowly for all that is observed; what is in it is whole")
  }

  static func stopped(_ path: String, _ number: CInt) -> RecordingError {
    let reason = number == EPIPE ? "nobody reads it any more" : String(cString: strerror(number))
    return RecordingError("recording to \(path) stopped: \(reason)")
  }

  // MARK: Reading one

  static func unreadable(_ path: String, _ number: CInt) -> RecordingError {
    RecordingError("cannot read \(path): \(String(cString: strerror(number)))")
  }

  static func noRecording(_ path: String) -> RecordingError {
    RecordingError("\(path) is no recording of dogwatch (its first line must begin with {\"dogwatch\":\"recording\")")
  }

  static func empty(_ path: String) -> RecordingError {
    RecordingError("\(path) is empty: no recording of dogwatch")
  }

  static func unusableHeader(_ path: String, _ reason: String) -> RecordingError {
    RecordingError("\(path): the first line of the recording cannot be used: \(reason)")
  }

  static func damaged(_ path: String, line: Int, _ reason: String) -> RecordingError {
    RecordingError("\(path): line \(line) of the recording is damaged: \(reason)")
  }

  /// The words for a header of another version.
  static func otherVersion(_ version: Int64) -> String {
    "it is of version \(version), and this program reads version \(RecordingHeader.version)"
  }
}
