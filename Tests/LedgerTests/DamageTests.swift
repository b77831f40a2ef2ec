import CSQLite
import Foundation
import Glibc
import Testing
import Watch

@testable import Ledger

/// Files that are not as they should be, and folders that cannot be had.
@Suite struct DamageTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop()
  }

  /// A file with a fleet and some history, closed in good order.
  private func prepare(rows count: Int64 = 300) throws -> Fleet {
    var fleet = livedFleet()
    let ledger = try shop.open().ledger
    try ledger.commit(batch(&fleet, history: rows(1...count)))
    return fleet
  }

  private func problem(_ body: () throws -> Void) -> LedgerProblem? {
    do {
      try body()
      return nil
    } catch {
      return error as? LedgerProblem
    }
  }

  @Test func aFolderHasOneOwner() throws {
    let first = try shop.open().ledger
    let refused = try #require(problem { _ = try shop.open() })
    #expect(refused == .locked(directory: shop.state))
    #expect(refused.isRefusal)
    #expect(refused.description.contains("another dogwatch keeps its state in \(shop.state)"))
    withExtendedLifetime(first) {}
  }

  @Test func theLockGoesWithItsOwner() throws {
    do { _ = try shop.open() }
    _ = try shop.open()
  }

  @Test func aNewerFileIsRefusedAndLeftAlone() throws {
    _ = try prepare()
    do { try Database(shop.file, .readWrite).execute("PRAGMA user_version = 99") }
    let before = try Data(contentsOf: URL(fileURLWithPath: shop.file))
    let refused = try #require(problem { _ = try shop.open() })
    #expect(refused == .newer(path: shop.file, version: 99, known: Schema.version))
    #expect(refused.isRefusal)
    #expect(try Data(contentsOf: URL(fileURLWithPath: shop.file)) == before)
  }

  /// Page after page: each either shows at once, and the file is set aside, or holds nothing that matters.
  @Test(arguments: 0..<8) func aCorruptPageIsFound(_ page: Int) throws {
    _ = try prepare()
    try shop.overwrite(shop.file, at: UInt64(page * 4096), with: (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ 0xA5) })
    let (ledger, found) = try shop.open()
    guard case .lost(let aside, let since, _, let reason) = found else { throw Unexpected(what: "page \(page) went unnoticed: \(found)") }
    #expect(aside.hasPrefix("\(shop.file).corrupt-20231114T221320Z"))
    #expect(FileManager.default.fileExists(atPath: aside))
    #expect(since <= .start && !reason.isEmpty)
    var fleet = livedFleet()
    try ledger.commit(batch(&fleet))
  }

  @Test func aFileThatIsNoDatabaseIsSetAside() throws {
    try FileManager.default.createDirectory(atPath: shop.state, withIntermediateDirectories: true)
    try Data(repeating: 0x41, count: 10_000).write(to: URL(fileURLWithPath: shop.file))
    guard case .lost = try shop.open().found else { throw Unexpected(what: "taken for a database") }
    #expect(shop.names.contains { $0.hasPrefix("dogwatch.db.corrupt-") })
  }

  @Test func aStateThatCannotBeReadIsSetAside() throws {
    _ = try prepare()
    do { try Database(shop.file, .readWrite).execute("UPDATE state SET value = '{\"sequence\":1' WHERE key = 'fleet'") }
    guard case .lost = try shop.open().found else { throw Unexpected(what: "taken for a state") }
  }

  @Test func otherTablesAreSetAside() throws {
    try FileManager.default.createDirectory(atPath: shop.state, withIntermediateDirectories: true)
    do { try Database(shop.file, .readWrite).execute("CREATE TABLE mine (x); PRAGMA user_version = 1") }
    guard case .lost = try shop.open().found else { throw Unexpected(what: "taken for ours") }
  }

  /// No release ever wrote one below 0.
  @Test func aVersionBelowZeroIsSetAside() throws {
    _ = try prepare()
    do { try Database(shop.file, .readWrite).execute("PRAGMA user_version = -1") }
    let (ledger, found) = try shop.open()
    guard case .lost(_, _, let sequence, let reason) = found else { throw Unexpected(what: "taken for ours") }
    #expect(sequence > 0 && reason == "its version is -1")
    var fleet = livedFleet()
    try ledger.commit(batch(&fleet))
  }

  /// Of a corrupt file at least the end of what was known, and the number of the last transition, if they can still be read.
  @Test func whatCanBeSavedOfACorruptFileIs() throws {
    var fleet = try prepare()
    let head = fleet.takeEverything().head
    do { try Database(shop.file, .readWrite).execute("DROP TABLE departed") }
    guard case .lost(_, let since, let sequence, _) = try shop.open(at: .start.advanced(by: 60_000_000_000)).found else {
      throw Unexpected(what: "whole")
    }
    #expect(since == head.confirmedUpTo)
    #expect(sequence == head.sequence && sequence > 0)
  }

  /// A crash can leave any end of the log missing: what was committed before it is there.
  @Test(arguments: [0, 1, 31, 32, 33, 4000, 9000, 20_000]) func aTruncatedLogLosesItsEndOnly(_ length: Int) throws {
    var fleet = livedFleet()
    let ledger = try shop.open().ledger
    for number in 1...8 {
      try ledger.commit(batch(&fleet, history: rows(Int64(number)...Int64(number))))
    }
    let copy = try Workshop()
    try FileManager.default.copyItem(atPath: shop.state, toPath: copy.state)
    try? FileManager.default.removeItem(atPath: copy.file + "-shm")
    let log = try FileHandle(forUpdating: URL(fileURLWithPath: copy.file + "-wal"))
    try log.truncate(atOffset: UInt64(length))
    try log.close()
    let (again, found) = try copy.open()
    if case .lost = found { Issue.record("set aside") }
    let newest = try HistoryReader(directory: copy.state).answer(HistoryQuestion(limit: 1)).next
    #expect(newest < 8)
    if newest > 0 { #expect(found.saved != nil) }
    try again.commit(batch(&fleet, history: rows(newest + 1...newest + 1)))
  }

  @Test func aFileTakenAwayIsNoticedAndMadeAnew() throws {
    let (ledger, _) = try shop.open()
    var fleet = livedFleet()
    try ledger.commit(batch(&fleet, history: rows(1...3)))
    let reader = HistoryReader(directory: shop.state)
    #expect(try reader.answer(HistoryQuestion(limit: 10)).rows.count == 3)
    try FileManager.default.removeItem(atPath: shop.state)
    #expect(problem { try ledger.commit(batch(&fleet)) } == .gone(path: shop.file))
  }

  @Test func aFolderThatCannotBeMadeIsAProblemAndNoRefusal() throws {
    try Data().write(to: URL(fileURLWithPath: shop.state))
    let found = try #require(problem { _ = try shop.open() })
    #expect(!found.isRefusal)
    #expect(found.description.hasPrefix("no state can be kept in \(shop.state): "))
  }

  @Test func whatAnotherProgramHoldsIsAProblemUntilItLetsGo() throws {
    let (ledger, _) = try shop.open()
    let other = try Database(shop.file, .readWrite)
    try other.execute("BEGIN IMMEDIATE")
    var fleet = livedFleet()
    let busy = try #require(problem { try ledger.commit(batch(&fleet)) })
    #expect(!busy.isRefusal)
    guard case .database(_, let error) = busy else { throw Unexpected(what: "\(busy)") }
    #expect(error.code & 0xFF == SQLITE_BUSY)
    try other.execute("ROLLBACK")
    try ledger.commit(batch(&fleet))
  }

  @Test func aFullDiskLeavesWhatWasCommitted() throws {
    let (ledger, _) = try shop.open()
    var fleet = livedFleet()
    try ledger.commit(batch(&fleet, history: rows(1...10)))
    // RLIMIT_FSIZE would end the process: SQLite's own bound on pages gives the same answer.
    try ledger.limitPages(to: 40)
    let full = try #require(problem { try ledger.commit(batch(&fleet, history: rows(11...9000))) })
    guard case .database(_, let error) = full else { throw Unexpected(what: "\(full)") }
    #expect(error.code & 0xFF == SQLITE_FULL)
    #expect(try HistoryReader(directory: shop.state).answer(HistoryQuestion(limit: 1)).next == 10)
    try ledger.limitPages(to: 100_000)
    try ledger.commit(batch(&fleet, history: rows(11...9000)))
    #expect(try HistoryReader(directory: shop.state).answer(HistoryQuestion(limit: 1)).next == 9000)
  }
}
