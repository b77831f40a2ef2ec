// Table `state`: single values by their keys.

/// Texts by key.
struct StateTable {
  let database: Database

  func set(_ key: String, _ value: [UInt8]) throws(DatabaseError) {
    try database.statement("INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)").run(.text(key), .utf8(value))
  }

  func value(_ key: String) throws(DatabaseError) -> [UInt8]? {
    var value: [UInt8]?
    try database.statement("SELECT value FROM state WHERE key = ?").rows([.text(key)]) { row throws(DatabaseError) in
      value = row.utf8(0)
      return false
    }
    return value
  }
}
