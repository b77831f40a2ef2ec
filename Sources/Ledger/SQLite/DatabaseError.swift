// What SQLite refuses, and what that means for whoever goes on.

import CSQLite

/// A failed call of SQLite.
public struct DatabaseError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The extended result code.
  public var code: Int32
  public var message: String

  public init(code: Int32, message: String) {
    self.code = code
    self.message = message
  }

  /// It cannot be written: opened for reading only, by whatever the file or its folder allow.
  static let readOnly = DatabaseError(code: SQLITE_READONLY, message: "the file can only be read")
  /// What stands in it is not what we write.
  static func unreadable(_ what: String) -> DatabaseError { DatabaseError(code: SQLITE_CORRUPT, message: what) }

  /// The file is no database, or not a whole one.
  public var isCorruption: Bool { code & 0xFF == SQLITE_CORRUPT || code & 0xFF == SQLITE_NOTADB }

  /// SQL that suits our tables does not suit these.
  var isForeign: Bool { code == SQLITE_ERROR }

  public var description: String { "\(message) (SQLite \(code))" }
}
