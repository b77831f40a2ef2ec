// The history for those who ask: a connection of its own, that only reads.

/// Reads the history while the ledger writes on. For one thread at a time.
public final class HistoryReader {
  private let file: DatabaseFile
  private var database: Database?
  private var identity: FileIdentity?

  /// A reader of the database in that folder; it is opened when first asked.
  public init(directory: String) {
    file = DatabaseFile(in: directory)
  }

  /// Answers from what was committed last.
  public func answer(_ question: HistoryQuestion) throws(LedgerProblem) -> HistoryAnswer {
    do throws(DatabaseError) {
      return try HistoryTable(database: try connected()).rows(question)
    } catch {
      database = nil
      throw .database(path: file.path, error)
    }
  }

  /// The connection, made anew when another file has taken the place.
  private func connected() throws(DatabaseError) -> Database {
    if let database, identity == file.identity { return database }
    database = nil
    identity = file.identity
    let opened = try Database(file.path, .readOnly)
    try opened.execute("PRAGMA cache_size = -256")
    database = opened
    return opened
  }
}
