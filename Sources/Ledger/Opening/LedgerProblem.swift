// Why there is no ledger, in a sentence for a person.

/// What stands between Dogwatch and its state.
public enum LedgerProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// Another process has it.
  case locked(directory: String)
  /// Written by a later version than this program knows.
  case newer(path: String, version: Int64, known: Int64)
  /// The folder cannot be made, opened or written to.
  case unavailable(directory: String, reason: String)
  /// The database was taken away while it was open.
  case gone(path: String)
  case database(path: String, DatabaseError)

  /// Whether Dogwatch must not go on in memory: it would do the work of another, or lose what a later version wrote.
  public var isRefusal: Bool {
    switch self {
    case .locked, .newer: true
    case .unavailable, .gone, .database: false
    }
  }

  public var description: String {
    switch self {
    case .locked(let directory):
      "another dogwatch keeps its state in \(directory): stop it, or give this one a state.directory of its own"
    case .newer(let path, let version, let known):
      "\(path) was written by a later dogwatch (version \(version) of the file, this program knows \(known)): install that version, or move the file away"
    case .unavailable(let directory, let reason): "no state can be kept in \(directory): \(reason)"
    case .gone(let path): "\(path) is no longer there"
    case .database(let path, let error): "\(path): \(error)"
    }
  }
}
