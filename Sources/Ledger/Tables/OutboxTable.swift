// Table `notification`: the queue of what is to be sent.

import Watch

/// The outbox in the database.
struct OutboxTable {
  let database: Database

  func write(_ changes: OutboxChanges) throws(DatabaseError) {
    let put = try database.statement("INSERT OR REPLACE INTO notification (number, webhook, state) VALUES (?, ?, ?)")
    for entry in changes.written { try put.run(.integer(entry.number), .text(entry.webhook), .utf8(StateText.write(entry))) }
    let drop = try database.statement("DELETE FROM notification WHERE number = ?")
    for number in changes.removed { try drop.run(.integer(number)) }
  }

  /// Everything, in place of what was there.
  func replace(with entries: [OutboxEntry]) throws(DatabaseError) {
    try database.execute("DELETE FROM notification")
    try write(OutboxChanges(written: entries))
  }

  /// By number.
  func read() throws(DatabaseError) -> [OutboxEntry] {
    var entries: [OutboxEntry] = []
    try database.statement("SELECT state FROM notification ORDER BY number").rows { row throws(DatabaseError) in
      if let entry = StateText.read(OutboxEntry.self, from: row.utf8(0)) { entries.append(entry) }
      return true
    }
    return entries
  }
}
