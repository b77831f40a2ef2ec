// Tables `alert`, `telling`, `marks`, and what of the alerts stands in `state`.

import Watch

/// What the alerts remember, in the database.
struct AlertTables {
  let database: Database

  private static let headKey = "alerts"

  private struct Head: Codable {
    var lastNumber: Int64
    var host: String
  }

  // MARK: Writing

  func write(_ changes: AlertEffects) throws(DatabaseError) {
    let putAlert = try database.statement("INSERT OR REPLACE INTO alert (fingerprint, state) VALUES (?, ?)")
    for record in changes.alerts { try putAlert.run(.text(record.alert.fingerprint.text), .utf8(StateText.write(record))) }
    let dropAlert = try database.statement("DELETE FROM alert WHERE fingerprint = ?")
    for fingerprint in changes.forgottenAlerts { try dropAlert.run(.text(fingerprint.text)) }
    let putTelling = try database.statement("INSERT OR REPLACE INTO telling (webhook, group_key, state) VALUES (?, ?, ?)")
    for record in changes.tellings {
      try putTelling.run(.text(record.key.webhook), .text(record.key.group.text), .utf8(StateText.write(record)))
    }
    let dropTelling = try database.statement("DELETE FROM telling WHERE webhook = ? AND group_key = ?")
    for key in changes.forgottenTellings { try dropTelling.run(.text(key.webhook), .text(key.group.text)) }
    let putMarks = try database.statement("INSERT OR REPLACE INTO marks (name, state) VALUES (?, ?)")
    for record in changes.marks { try putMarks.run(.text(record.name.text), .utf8(StateText.write(record))) }
    let dropMarks = try database.statement("DELETE FROM marks WHERE name = ?")
    for name in changes.forgottenMarks { try dropMarks.run(.text(name.text)) }
  }

  /// Everything, in place of what was there.
  func replace(with state: AlertState) throws(DatabaseError) {
    for table in ["alert", "telling", "marks"] { try database.execute("DELETE FROM \(table)") }
    var changes = AlertEffects()
    (changes.alerts, changes.tellings, changes.marks) = (state.alerts, state.tellings, state.marks)
    try write(changes)
    try writeHead(lastNumber: state.lastNumber, host: state.host)
  }

  func writeHead(lastNumber: Int64, host: String) throws(DatabaseError) {
    try StateTable(database: database).set(Self.headKey, StateText.write(Head(lastNumber: lastNumber, host: host)))
  }

  // MARK: Reading

  func read() throws(DatabaseError) -> AlertState {
    let head = try StateTable(database: database).value(Self.headKey).flatMap { StateText.read(Head.self, from: $0) }
    return AlertState(
      alerts: try rows("SELECT state FROM alert ORDER BY fingerprint"),
      tellings: try rows("SELECT state FROM telling ORDER BY webhook, group_key"),
      marks: try marks(), lastNumber: head?.lastNumber ?? 0, host: head?.host ?? "")
  }

  /// A file that cannot be written to may still be of the first version, which had no such table.
  private func marks() throws(DatabaseError) -> [MarksRecord] {
    let isThere = try database.statement("SELECT count(*) FROM sqlite_master WHERE name = 'marks'").number() == 1
    return isThere ? try rows("SELECT state FROM marks ORDER BY name") : []
  }

  private func rows<Record: Decodable>(_ sql: String) throws(DatabaseError) -> [Record] {
    var records: [Record] = []
    try database.statement(sql).rows { row throws(DatabaseError) in
      if let record = StateText.read(Record.self, from: row.utf8(0)) { records.append(record) }
      return true
    }
    return records
  }
}
