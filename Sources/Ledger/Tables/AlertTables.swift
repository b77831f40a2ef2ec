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
    let putMarks = try database.statement("INSERT OR REPLACE INTO marks (name, state, last_restart) VALUES (?, ?, ?)")
    for record in changes.marks {
      try putMarks.run(.text(record.name.text), .utf8(StateText.write(record)), .integer(record.lastRestart?.nanoseconds))
    }
    let dropMarks = try database.statement("DELETE FROM marks WHERE name = ?")
    for name in changes.forgottenMarks { try dropMarks.run(.text(name.text)) }
  }

  /// Everything, in place of what was there, but for restarts of names that are gone: the alerts may have let go of them.
  func replace(with state: AlertState) throws(DatabaseError) {
    for table in ["alert", "telling"] { try database.execute("DELETE FROM \(table)") }
    try database.execute("DELETE FROM marks WHERE last_restart IS NULL")
    var changes = AlertEffects()
    (changes.alerts, changes.tellings, changes.marks) = (state.alerts, state.tellings, state.marks)
    try write(changes)
    try writeHead(lastNumber: state.lastNumber, host: state.host)
  }

  func writeHead(lastNumber: Int64, host: String) throws(DatabaseError) {
    try StateTable(database: database).set(Self.headKey, StateText.write(Head(lastNumber: lastNumber, host: host)))
  }

  // MARK: Restarts of names that are gone

  /// What is remembered of a name of which that is restarts alone.
  func restartsOfGone(_ name: ContainerName) throws(DatabaseError) -> MarksRecord? {
    var found: MarksRecord?
    try database.statement("SELECT state FROM marks WHERE name = ? AND last_restart IS NOT NULL").rows([.text(name.text)]) {
      row throws(DatabaseError) in
      found = StateText.read(MarksRecord.self, from: row.utf8(0))
      return false
    }
    return found
  }

  /// Deletes those of which the last was before then, some at a time; whether there may be more.
  func forgetRestarts(before time: Timestamp) throws(DatabaseError) -> Bool {
    try database.statement("DELETE FROM marks WHERE name IN (SELECT name FROM marks WHERE last_restart <= ? LIMIT ?)")
      .run(.integer(time.nanoseconds), .integer(Int64(Self.deletedAtOnce)))
    return database.changes == Self.deletedAtOnce
  }

  private static let deletedAtOnce = 500

  /// Our own clock was set by so much, nanoseconds.
  func clockWasSet(by jump: Int64) throws(DatabaseError) {
    try database.statement(
      """
      UPDATE marks SET last_restart = last_restart + ?1,
        state = json_set(state, '$.marks.restarts', json((SELECT json_group_array(value + ?1) FROM json_each(state, '$.marks.restarts'))))
        WHERE last_restart IS NOT NULL AND json_valid(state)
      """
    ).run(.integer(jump))
  }

  // MARK: Reading

  /// Without restarts of names that are gone if the fleet does not read these names either (`FleetTables.read`).
  func read(withHidden: Bool) throws(DatabaseError) -> AlertState {
    let head = try StateTable(database: database).value(Self.headKey).flatMap { StateText.read(Head.self, from: $0) }
    return AlertState(
      alerts: try rows("SELECT state FROM alert ORDER BY fingerprint"),
      tellings: try rows("SELECT state FROM telling ORDER BY webhook, group_key"),
      marks: try marks(withHidden: withHidden), lastNumber: head?.lastNumber ?? 0, host: head?.host ?? "")
  }

  /// A file that cannot be written to may still be of the first version, which had no such table, or of one whose columns were fewer.
  private func marks(withHidden: Bool) throws(DatabaseError) -> [MarksRecord] {
    let isThere = try database.statement("SELECT count(*) FROM sqlite_master WHERE name = 'marks'").number() == 1
    let choice = withHidden ? "" : "WHERE last_restart IS NULL OR name IN (SELECT name FROM name WHERE forgotten_at IS NULL)"
    return isThere ? try rows("SELECT state FROM marks \(choice) ORDER BY name") : []
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
