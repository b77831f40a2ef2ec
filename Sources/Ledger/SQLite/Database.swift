// One connection to SQLite, as small as we can do with.

import CSQLite

/// A connection; for one thread at a time. Closed with the last reference, its statements being gone before.
final class Database {
  let path: String
  fileprivate let handle: OpaquePointer
  private var statements: [String: Statement] = [:]

  enum Mode {
    case readWrite
    case readOnly
    /// A file that nobody can write to, nor to its folder: without shared memory, without locks.
    case immutable
  }

  init(_ path: String, _ mode: Mode) throws(DatabaseError) {
    self.path = path
    let flags: Int32 =
      switch mode {
      case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      case .readOnly: SQLITE_OPEN_READONLY
      case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
      }
    var opened: OpaquePointer?
    let name = mode == .immutable ? "file:\(Self.escaped(path))?immutable=1" : path
    let result = sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard result == SQLITE_OK, let opened else {
      let error = DatabaseError(code: result, message: opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory")
      sqlite3_close_v2(opened)
      throw error
    }
    handle = opened
  }

  deinit {
    statements.removeAll()
    sqlite3_close_v2(handle)
  }

  /// A path in a URI: what would end or change it is escaped.
  private static func escaped(_ path: String) -> String {
    path.utf8.reduce(into: "") { text, byte in
      switch byte {
      case UInt8(ascii: "%"): text += "%25"
      case UInt8(ascii: "?"): text += "%3f"
      case UInt8(ascii: "#"): text += "%23"
      default: text.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
  }

  // MARK: Running

  /// Runs one or more statements without parameters and results.
  func execute(_ sql: String) throws(DatabaseError) {
    try check(sqlite3_exec(handle, sql, nil, nil, nil))
  }

  /// A statement, compiled once.
  func statement(_ sql: String) throws(DatabaseError) -> Statement {
    if let known = statements[sql] { return known }
    let made = try Statement(sql, on: handle)
    statements[sql] = made
    return made
  }

  /// Runs the body in one transaction, which a throwing body rolls back.
  func transaction(_ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
    try execute("BEGIN IMMEDIATE")
    do throws(DatabaseError) {
      try body()
      try execute("COMMIT")
    } catch {
      // SQLite may have rolled back already.
      if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
      throw error
    }
  }

  /// Moves what the write-ahead log holds into the file, as far as no reader stands in the way; never waits.
  func checkpoint() throws(DatabaseError) {
    try check(sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil))
  }

  /// Whether it could only be opened for reading.
  var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

  /// Rows that the last statement changed.
  var changes: Int { Int(sqlite3_changes64(handle)) }

  private func check(_ result: Int32) throws(DatabaseError) {
    guard result == SQLITE_OK else { throw DatabaseError(code: result, message: String(cString: sqlite3_errmsg(handle))) }
  }
}
