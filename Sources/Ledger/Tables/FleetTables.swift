// Tables `container`, `name`, `recent_event` and `departed`: what the fleet takes up again.

import Watch

/// The fleet in the database.
struct FleetTables {
  let database: Database

  private static let headKey = "fleet"

  // MARK: Writing

  func write(_ changes: FleetChanges) throws(DatabaseError) {
    if changes.isWhole { try clear() }
    try StateTable(database: database).set(Self.headKey, StateText.write(changes.head))
    let putContainer = try database.statement("INSERT OR REPLACE INTO container (id, state) VALUES (?, ?)")
    for container in changes.containers { try putContainer.run(.text(container.id.text), .utf8(StateText.write(container))) }
    let dropContainer = try database.statement("DELETE FROM container WHERE id = ?")
    for id in changes.goneContainers { try dropContainer.run(.text(id.text)) }
    if changes.wallClockJump != 0 {
      try database.statement("UPDATE name SET forgotten_at = forgotten_at + ? WHERE forgotten_at IS NOT NULL")
        .run(.integer(changes.wallClockJump))
    }
    let putName = try database.statement("INSERT OR REPLACE INTO name (name, state, forgotten_at) VALUES (?, ?, ?)")
    for name in changes.names {
      try putName.run(.text(name.name.text), .utf8(StateText.write(name.record)), .integer(name.forgottenAt?.nanoseconds))
    }
    let dropName = try database.statement("DELETE FROM name WHERE name = ?")
    for name in changes.forgottenNames { try dropName.run(.text(name.text)) }
    try write(changes.recentEvents)
    try write(changes.departed)
  }

  /// But for hidden names: the fleet may have let go of them.
  private func clear() throws(DatabaseError) {
    for table in ["container", "recent_event", "departed"] { try database.execute("DELETE FROM \(table)") }
    try database.execute("DELETE FROM name WHERE forgotten_at IS NULL")
  }

  /// Deletes hidden names whose time is over, some at a time; whether there may be more.
  func forgetNames(at now: Timestamp) throws(DatabaseError) -> Bool {
    try database.statement("DELETE FROM name WHERE name IN (SELECT name FROM name WHERE forgotten_at <= ? LIMIT ?)")
      .run(.integer(now.nanoseconds), .integer(Int64(Self.deletedAtOnce)))
    return database.changes == Self.deletedAtOnce
  }

  private static let deletedAtOnce = 500

  private func write(_ changes: NumberedChanges<UInt64>) throws(DatabaseError) {
    let put = try database.statement("INSERT OR REPLACE INTO recent_event (number, fingerprint) VALUES (?, ?)")
    for row in changes.added { try put.run(.integer(row.number), .integer(Int64(bitPattern: row.element))) }
    try database.statement("DELETE FROM recent_event WHERE number <= ?").run(.integer(changes.forgottenUpTo))
  }

  private func write(_ changes: NumberedChanges<ContainerID>) throws(DatabaseError) {
    let put = try database.statement("INSERT OR REPLACE INTO departed (number, id) VALUES (?, ?)")
    for row in changes.added { try put.run(.integer(row.number), .text(row.element.text)) }
    try database.statement("DELETE FROM departed WHERE number <= ?").run(.integer(changes.forgottenUpTo))
  }

  // MARK: Reading

  func head() throws(DatabaseError) -> FleetHead? {
    guard let text = try StateTable(database: database).value(Self.headKey) else { return nil }
    guard let head = StateText.read(FleetHead.self, from: text) else { throw .unreadable("the state of the fleet is not readable") }
    return head
  }

  /// Nil if nothing was ever written. Rows that cannot be read are left out: what they told of is found anew by the next listing. Hidden names may be
  /// left where they are, for `hiddenName` to find.
  func read(withHidden: Bool) throws(DatabaseError) -> SavedFleet? {
    guard let head = try head() else { return nil }
    return SavedFleet(
      head: head, containers: try containers(), names: try names(withHidden: withHidden),
      recentEvents: try numbered("SELECT number, fingerprint FROM recent_event ORDER BY number") { UInt64(bitPattern: $0.integer(1)) },
      departed: try numbered("SELECT number, id FROM departed ORDER BY number") { ContainerID($0.text(1)) })
  }

  private func containers() throws(DatabaseError) -> [SavedContainer] {
    var containers: [SavedContainer] = []
    try database.statement("SELECT state FROM container ORDER BY id").rows { row throws(DatabaseError) in
      if let container = StateText.read(SavedContainer.self, from: row.utf8(0)) { containers.append(container) }
      return true
    }
    return containers
  }

  /// What is known under a hidden name.
  func hiddenName(_ name: ContainerName) throws(DatabaseError) -> SavedName? {
    var found: SavedName?
    let query = "SELECT state, forgotten_at FROM name WHERE name = ? AND forgotten_at IS NOT NULL"
    try database.statement(query).rows([.text(name.text)]) { row throws(DatabaseError) in
      found = StateText.read(SavedName.Record.self, from: row.utf8(0)).map { record in
        SavedName(name: name, record: record, forgottenAt: Timestamp(nanoseconds: row.integer(1)))
      }
      return false
    }
    return found
  }

  private func names(withHidden: Bool) throws(DatabaseError) -> [SavedName] {
    var names: [SavedName] = []
    // A file that cannot be written to may be of a version that had no such column.
    let choice = withHidden ? "" : "WHERE forgotten_at IS NULL"
    try database.statement("SELECT name, state FROM name \(choice) ORDER BY name").rows { row throws(DatabaseError) in
      if let record = StateText.read(SavedName.Record.self, from: row.utf8(1)) {
        names.append(SavedName(name: ContainerName(row.text(0)), record: record))
      }
      return true
    }
    return names
  }

  private func numbered<Element>(_ sql: String, _ element: (Row) -> Element) throws(DatabaseError) -> [NumberedRow<Element>] {
    var rows: [NumberedRow<Element>] = []
    try database.statement(sql).rows { row throws(DatabaseError) in
      rows.append(NumberedRow(number: row.integer(0), element: element(row)))
      return true
    }
    return rows
  }
}
