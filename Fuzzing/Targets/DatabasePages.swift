// The database's file with bytes that nobody of ours has written.

import Ledger
import Watch

enum DatabasePages {
  private static let folder = Scratch.folder + "/state"
  /// A whole one, as version 1 wrote it.
  private static let whole = Scratch.read(root + "/Tests/LedgerTests/Versions/version-1.db")
  private static let root = String(
    decoding: #filePath.utf8.split(separator: 0x2F).dropLast(3).reduce(into: []) { $0 += [0x2F] + $1 }, as: UTF8.self)
  private static let time = Timestamp(seconds: 1_767_323_045)

  /// Each four bytes are a place in the file (three, the lowest first) and what stands there. Whatever is read, a ledger that opens can be written to and
  /// opened again.
  @Sendable static func run(_ bytes: UnsafeRawBufferPointer) {
    var file = whole
    for start in stride(from: 0, to: bytes.count - 3, by: 4) {
      let place = Int(bytes[start]) | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2]) << 16
      file[place % file.count] = bytes[start + 3]
    }
    Scratch.remove(folder)
    do throws(LedgerProblem) {
      // It makes the folder.
      _ = try Ledger(in: folder)
      file.withUnsafeBytes { Scratch.write($0, to: folder + "/dogwatch.db") }
      let ledger = try Ledger(in: folder)
      if case .saved(let state) = try ledger.open(at: time) { try live(with: state, ledger) }
      _ = try HistoryReader(directory: folder).answer(HistoryQuestion(limit: 10_000))
    } catch {
      precondition(!error.description.isEmpty)
    }
  }

  /// As the daemon begins, and its first transaction.
  private static func live(with state: SavedState, _ ledger: Ledger) throws(LedgerProblem) {
    let arrival = Arrival(time: time, uptime: Uptime(nanoseconds: 1_000_000_000_000))
    var fleet = Fleet(settings: FleetSettings(), restoring: state.fleet, at: arrival, isSameBoot: state.isSameBoot)
    fleet.isSaved = true
    var watchman = Watchman(fleet: fleet, book: AlertBook(host: "box", restoring: state.alerts))
    watchman.observe(Observation(arrival: arrival, content: .listed(Listing(requestedAt: arrival.uptime, engineTime: time, rows: []))))
    var batch = LedgerBatch()
    batch.fleet = watchman.change { $0.takeChanges() }
    try ledger.commit(batch, forgetBefore: Timestamp(nanoseconds: .min), at: time)
  }
}
