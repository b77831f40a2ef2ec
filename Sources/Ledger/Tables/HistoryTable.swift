// Table `history`: the transitions, as the API tells them.

import Watch

struct HistoryTable {
  let database: Database

  private static let deletedAtOnce = 500

  func append(_ rows: [HistoryRow]) throws(DatabaseError) {
    guard !rows.isEmpty else { return }
    let put = try database.statement("INSERT OR REPLACE INTO history (seq, time, name, row) VALUES (?, ?, ?, ?)")
    for row in rows {
      try put.run(.integer(row.sequence), .integer(row.time.nanoseconds), .text(row.name?.text), .utf8(row.json))
    }
  }

  /// Deletes what is older, some rows at a time; whether there may be more.
  func forget(before time: Timestamp) throws(DatabaseError) -> Bool {
    try database.statement("DELETE FROM history WHERE seq IN (SELECT seq FROM history ORDER BY seq LIMIT ?) AND time < ?")
      .run(.integer(Int64(Self.deletedAtOnce)), .integer(time.nanoseconds))
    return database.changes == Self.deletedAtOnce
  }

  /// The greatest number, 0 when there is none.
  func newest() throws(DatabaseError) -> Int64 { try database.statement("SELECT max(seq) FROM history").number() ?? 0 }

  func rows(_ question: HistoryQuestion) throws(DatabaseError) -> HistoryAnswer {
    let newest = try newest()
    let order = question.after == nil ? "DESC" : "ASC"
    let name = question.name == nil ? "" : "name = ?4 AND "
    var parameters: [Statement.Parameter] = [
      .integer(question.after ?? 0), .integer(question.since?.nanoseconds ?? .min), .integer(Int64(question.limit)),
    ]
    if let name = question.name { parameters.append(.text(name.text)) }
    var rows: [HistoryRow] = []
    try database.statement("SELECT seq, time, name, row FROM history WHERE \(name)seq > ?1 AND time >= ?2 ORDER BY seq \(order) LIMIT ?3")
      .rows(parameters) { row throws(DatabaseError) in
        rows.append(
          HistoryRow(
            sequence: row.integer(0), time: Timestamp(nanoseconds: row.integer(1)), name: row.textOrNull(2).map { ContainerName($0) },
            json: row.utf8(3)))
        return true
      }
    guard let after = question.after else { return HistoryAnswer(rows: rows.reversed(), next: newest) }
    // Cut short by the limit there may be more after the last; else everything up to the newest has been looked at.
    let last = rows.count == question.limit ? rows.last?.sequence : newest
    return HistoryAnswer(rows: rows, next: max(after, last ?? after))
  }
}
