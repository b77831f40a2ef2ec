// One compiled statement: bound, stepped, read.

import CSQLite

/// A statement; `run` or `rows` binds its parameters anew each time.
final class Statement {
  private let handle: OpaquePointer
  private let database: OpaquePointer

  fileprivate enum Value {
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
    case null
  }

  /// A parameter.
  struct Parameter {
    fileprivate let value: Value

    static func integer(_ number: Int64) -> Parameter { Parameter(value: .integer(number)) }
    static func text(_ text: String) -> Parameter { Parameter(value: .text(text)) }
    static func text(_ text: String?) -> Parameter { Parameter(value: text.map { .text($0) } ?? .null) }
    static func integer(_ number: Int64?) -> Parameter { Parameter(value: number.map { .integer($0) } ?? .null) }
    /// UTF-8 that is stored as text.
    static func utf8(_ bytes: [UInt8]) -> Parameter { Parameter(value: .bytes(bytes)) }
  }

  init(_ sql: String, on database: OpaquePointer) throws(DatabaseError) {
    var made: OpaquePointer?
    let result = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
    guard result == SQLITE_OK, let made else { throw DatabaseError(code: result, message: String(cString: sqlite3_errmsg(database))) }
    handle = made
    self.database = database
  }

  deinit { sqlite3_finalize(handle) }

  /// Runs it to its end.
  func run(_ parameters: Parameter...) throws(DatabaseError) {
    try bind(parameters)
    defer { sqlite3_reset(handle) }
    while try step() {}
  }

  /// Runs it and gives each row to the body, until that returns false.
  func rows(_ parameters: [Parameter] = [], _ body: (Row) throws(DatabaseError) -> Bool) throws(DatabaseError) {
    try bind(parameters)
    defer { sqlite3_reset(handle) }
    while try step() {
      guard try body(Row(handle: handle)) else { return }
    }
  }

  /// The first row's first column, as a whole number.
  func number(_ parameters: Parameter...) throws(DatabaseError) -> Int64? {
    var number: Int64?
    try rows(parameters) { row throws(DatabaseError) in
      number = row.integerOrNull(0)
      return false
    }
    return number
  }

  private func bind(_ parameters: [Parameter]) throws(DatabaseError) {
    sqlite3_reset(handle)
    for (offset, parameter) in parameters.enumerated() {
      let index = Int32(offset + 1)
      let result: Int32 =
        switch parameter.value {
        case .integer(let number): sqlite3_bind_int64(handle, index, number)
        case .text(let text): bind(text, at: index)
        case .bytes(let bytes): bind(bytes, at: index)
        case .null: sqlite3_bind_null(handle, index)
        }
      guard result == SQLITE_OK else { throw failure(result) }
    }
  }

  private func bind(_ text: String, at index: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { dogwatch_bind_text(handle, index, $0.baseAddress, UInt64($0.count)) }
    }
  }

  private func bind(_ bytes: [UInt8], at index: Int32) -> Int32 {
    bytes.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { dogwatch_bind_text(handle, index, $0.baseAddress, UInt64($0.count)) }
    }
  }

  private func step() throws(DatabaseError) -> Bool {
    let result = sqlite3_step(handle)
    switch result {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw failure(result)
    }
  }

  private func failure(_ code: Int32) -> DatabaseError { DatabaseError(code: code, message: String(cString: sqlite3_errmsg(database))) }
}

/// The row a statement stands at; valid until it goes on.
struct Row {
  fileprivate let handle: OpaquePointer

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func integerOrNull(_ column: Int32) -> Int64? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : integer(column)
  }

  func utf8(_ column: Int32) -> [UInt8] {
    guard let bytes = sqlite3_column_blob(handle, column) else { return [] }
    return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, column))))
  }

  func text(_ column: Int32) -> String { String(decoding: utf8(column), as: UTF8.self) }

  func textOrNull(_ column: Int32) -> String? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : text(column)
  }
}
