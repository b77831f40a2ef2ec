// Everything that outlives the process, in one SQLite file: opened, committed to batch by batch, and opened anew when it failed.

public import Watch

/// The one writer's ledger. For one thread at a time.
public final class Ledger {
  /// The folder of the database.
  public let directory: String
  private let folder: StateFolder
  private let file: DatabaseFile
  private var database: Database?
  private var identity: FileIdentity?
  /// Whether the present boot is written down: with the first whole state, as uptimes of another would be taken for ours.
  private var isBootWritten = false
  private var forgotten = Timestamp(nanoseconds: .min)

  /// The log is moved into the file beyond so many bytes.
  private static let logLimit: Int64 = 1 << 20
  /// A larger file is not looked through when it is opened: that would take seconds.
  private static let checkedSize: Int64 = 256 << 20
  /// How often rows that are too old are looked for, nanoseconds.
  private static let forgetInterval: Int64 = 60 * 1_000_000_000

  /// What was found when it was opened.
  public enum Found: Sendable {
    /// A new file.
    case nothing
    case saved(SavedState)
    /// A file that cannot be read, now under that name. What it held is lost, except perhaps up to when it was known to be right, and the number of
    /// its last transition.
    case lost(aside: String, since: Timestamp, sequence: Int64, reason: String)
  }

  /// Locks the folder, which is made if need be, and opens the database.
  public init(in directory: String) throws(LedgerProblem) {
    self.directory = directory
    folder = try StateFolder(directory)
    file = DatabaseFile(in: directory)
  }

  /// Whether the folder was taken away: another ledger must be made in its place.
  public var isFolderGone: Bool { folder.isGone }

  /// Leaves one file without a log, though somebody may still be reading.
  deinit { try? database?.execute("PRAGMA wal_checkpoint(TRUNCATE)") }

  // MARK: Opening

  /// Opens the database and reads what is in it, of hidden names only if they are wanted. A corrupt one is set aside and a new one begun. When it throws, the folder stays locked, and this may
  /// be tried again.
  public func open(at now: Timestamp, withHidden: Bool = true) throws(LedgerProblem) -> Found {
    database = nil
    do throws(LedgerProblem) {
      return try begin(withHidden: withHidden)
    } catch {
      guard case .database(_, let reason) = error, reason.isCorruption || reason.isForeign else { throw error }
      let head = salvagedHead()
      let since = head?.confirmedUpTo ?? file.lastWritten ?? now
      let aside = try file.setAside(at: now)
      _ = try begin()
      return .lost(aside: aside, since: min(since, now), sequence: head?.sequence ?? 0, reason: reason.message)
    }
  }

  /// Sets the database aside, whatever is in it, and begins a new one; returns its name.
  public func beginAnew(at now: Timestamp) throws(LedgerProblem) -> String {
    database = nil
    let aside = try file.setAside(at: now)
    _ = try begin()
    return aside
  }

  /// What is in a database that cannot be written to; nil if that cannot be told.
  public func readOnly() -> SavedState? {
    // With a log beside it the first may do, without one only the second.
    for mode in [Database.Mode.readOnly, .immutable] {
      if let database = try? Database(file.path, mode), let saved = try? read(database, withHidden: true) { return saved }
    }
    return nil
  }

  private func begin(withHidden: Bool = false) throws(LedgerProblem) -> Found {
    try file.create()
    let database = try attempt { () throws(DatabaseError) in try connect() }
    let version = try attempt { () throws(DatabaseError) in try database.statement("PRAGMA user_version").number() ?? 0 }
    guard version <= Schema.version else { throw .newer(path: file.path, version: version, known: Schema.version) }
    return try attempt { () throws(DatabaseError) in
      guard version >= 0 else { throw .unreadable("its version is \(version)") }
      if version > 0, file.size <= Self.checkedSize { try check(database) }
      try Schema.migrate(database, from: version)
      let saved = try read(database, withHidden: withHidden)
      self.database = database
      identity = file.identity
      isBootWritten = false
      return saved.map { .saved($0) } ?? .nothing
    }
  }

  private func connect() throws(DatabaseError) -> Database {
    let database = try Database(file.path, .readWrite)
    if database.isReadOnly { throw .readOnly }
    try database.execute(
      """
      PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -256; PRAGMA wal_autocheckpoint = 0;
      PRAGMA journal_size_limit = 4194304; PRAGMA temp_store = MEMORY
      """)
    return database
  }

  /// Looks through the whole file for pages that are not what they should be.
  private func check(_ database: Database) throws(DatabaseError) {
    var complaint = "ok"
    try database.statement("PRAGMA quick_check(1)").rows { row throws(DatabaseError) in
      complaint = row.text(0)
      return false
    }
    guard complaint == "ok" else { throw .unreadable(complaint) }
  }

  private func read(_ database: Database, withHidden: Bool) throws(DatabaseError) -> SavedState? {
    guard let fleet = try FleetTables(database: database).read(withHidden: withHidden) else { return nil }
    let state = StateTable(database: database)
    let boot = try state.value(Self.bootKey).map { String(decoding: $0, as: UTF8.self) }
    let engine = try state.value(Self.engineKey).flatMap { StateText.read(EngineTrace.self, from: $0) }
    return SavedState(
      fleet: fleet, isSameBoot: boot == BootID.current, engine: engine,
      alerts: try AlertTables(database: database).read(withHidden: withHidden),
      outbox: try OutboxTable(database: database).read())
  }

  /// What is known under a name that the fleet has let go of; nil when that is nothing, or cannot be read.
  public func hiddenName(_ name: ContainerName) -> SavedName? {
    database.flatMap { try? FleetTables(database: $0).hiddenName(name) }
  }

  /// What is known of the restarts of a name that the alerts have let go of; nil as above.
  public func restartsOfGone(_ name: ContainerName) -> MarksRecord? {
    database.flatMap { try? AlertTables(database: $0).restartsOfGone(name) }
  }

  private func salvagedHead() -> FleetHead? {
    guard let database = try? Database(file.path, .readOnly) else { return nil }
    return try? FleetTables(database: database).head()
  }

  private static let bootKey = "boot"
  private static let engineKey = "engine"

  // MARK: Committing

  /// Writes a batch in one transaction: all of it is on disk when this returns, or nothing is. `forgetBefore`: history older than that may go.
  public func commit(_ batch: LedgerBatch, forgetBefore: Timestamp, at now: Timestamp) throws(LedgerProblem) {
    guard let database else { throw .gone(path: file.path) }
    // SQLite writes on to a file that has been deleted.
    guard identity == file.identity else { throw .gone(path: file.path) }
    let mayForget = now < forgotten || now.since(forgotten) >= Self.forgetInterval
    var hasMore = false
    try attempt { () throws(DatabaseError) in
      try database.transaction { () throws(DatabaseError) in
        try write(batch, to: database)
        guard mayForget else { return }
        let hasMoreRows = try HistoryTable(database: database).forget(before: forgetBefore)
        let hasMoreNames = try FleetTables(database: database).forgetNames(at: now)
        hasMore = hasMoreRows || hasMoreNames
        guard let window = batch.restartsWindow else { return }
        hasMore = try AlertTables(database: database).forgetRestarts(before: now.advanced(by: -window)) || hasMore
      }
    }
    if batch.fleet?.isWhole == true { isBootWritten = true }
    if mayForget, !hasMore { forgotten = now }
    // What it cannot move now it moves the next time.
    if file.logSize > Self.logLimit { try? database.checkpoint() }
  }

  private func write(_ batch: LedgerBatch, to database: Database) throws(DatabaseError) {
    let state = StateTable(database: database)
    if let fleet = batch.fleet {
      try FleetTables(database: database).write(fleet)
      if fleet.isWhole, !isBootWritten { try state.set(Self.bootKey, Array(BootID.current.utf8)) }
    }
    try HistoryTable(database: database).append(batch.history)
    if let engine = batch.engine { try state.set(Self.engineKey, StateText.write(engine)) }
    let alerts = AlertTables(database: database)
    if let jump = batch.fleet?.wallClockJump, jump != 0 { try alerts.clockWasSet(by: jump) }
    switch batch.alerts {
    case .changes(let changes, let lastNumber, let host):
      try alerts.write(changes)
      try alerts.writeHead(lastNumber: lastNumber, host: host)
    case .whole(let state): try alerts.replace(with: state)
    case nil: break
    }
    switch batch.outbox {
    case .changes(let changes): try OutboxTable(database: database).write(changes)
    case .whole(let entries): try OutboxTable(database: database).replace(with: entries)
    case nil: break
    }
  }

  /// Bounds the file, for tests of a full disk.
  func limitPages(to count: Int) throws(DatabaseError) {
    try database?.execute("PRAGMA max_page_count = \(count)")
  }

  private func attempt<Result>(_ body: () throws(DatabaseError) -> Result) throws(LedgerProblem) -> Result {
    do throws(DatabaseError) {
      return try body()
    } catch {
      throw .database(path: file.path, error)
    }
  }
}
