// What the one writer does so that its work outlives the process, and what it does when that fails.

import Ledger
import Watch

/// The ledger as the one writer uses it: a commit a batch; after a failed one it goes on in memory, tries again now and then, and writes everything
/// once it can.
struct Store {
  private let directory: String
  private let retention: Int64
  /// Whether what is known of names of which nothing is shown is on disk alone until they return.
  private let letsGoOfHidden: Bool
  /// Nil while the folder cannot be had.
  private var ledger: Ledger?
  /// Why nothing can be written; nil while all is well.
  private(set) var problem: LedgerProblem?
  /// When to try again; nil while all is well.
  private(set) var retryAt: Uptime?
  private var delay = Self.shortestDelay
  /// What is on disk is not known to be what was left there last.
  private var needsEverything = true
  /// Whether what the folder holds was taken up: else it is not ours to replace.
  private var hasTakenUp = false
  /// Transitions that are not written yet.
  private var backlog: [HistoryRow] = []
  private var engine: EngineTrace?
  private var isEngineUnsaved = false
  /// How far our own clock was set since the last commit, nanoseconds.
  private var clockSetBy: Int64 = 0

  private static let shortestDelay: Int64 = 1_000_000_000
  private static let longestDelay: Int64 = 60_000_000_000
  /// The oldest of more transitions are lost if the process ends before they can be written.
  private static let longestBacklog = 10_000

  /// What a call changed for those who must know.
  enum News {
    case failed(LedgerProblem)
    case recovered
  }

  init(directory: String, retention: Int64, letsGoOfHidden: Bool = true) {
    self.directory = directory
    self.retention = retention
    self.letsGoOfHidden = letsGoOfHidden
  }

  // MARK: Beginning

  /// Opens the ledger. Throws only what forbids to go on: another process has it, or a later version wrote it. Whatever else is wrong shows in
  /// `problem`, and what could be read all the same is given back.
  mutating func open(at now: Arrival) throws(LedgerProblem) -> Ledger.Found {
    do throws(LedgerProblem) {
      let ledger = try lockedLedger()
      defer { hasTakenUp = true }
      return try ledger.open(at: now.time, withHidden: !letsGoOfHidden)
    } catch {
      if error.isRefusal { throw error }
      fail(error, at: now.uptime)
      guard let saved = ledger?.readOnly() else {
        hasTakenUp = false
        return .nothing
      }
      return .saved(saved)
    }
  }

  /// Ends with everything on disk.
  mutating func close() {
    ledger = nil
  }

  // MARK: Writing

  /// Writes what a batch of observations led to. `remembered`: all transitions in memory, for a file that turns out to be new. `adding` puts in what else
  /// belongs to the same transaction: what changed, or all of it if it is told that the file is not known to hold anything.
  mutating func save(
    _ fleet: inout Fleet, _ rows: [HistoryRow], at now: Arrival, remembered: () -> [HistoryRow],
    adding: (_ batch: inout LedgerBatch, _ isWhole: Bool) -> Void = { _, _ in }
  ) -> News? {
    backlog += rows
    if backlog.count > Self.longestBacklog { backlog.removeFirst(backlog.count - Self.longestBacklog) }
    if let retryAt {
      guard retryAt <= now.uptime else { return nil }
      if let failure = openAgain(at: now, remembered) { return failure }
    }
    var batch = LedgerBatch()
    batch.fleet = needsEverything ? fleet.takeEverything() : fleet.takeChanges()
    clockSetBy &+= batch.fleet?.wallClockJump ?? 0
    batch.fleet?.wallClockJump = clockSetBy
    batch.history = backlog
    if isEngineUnsaved || needsEverything { batch.engine = engine }
    adding(&batch, needsEverything)
    guard !batch.isEmpty, let ledger else { return nil }
    do throws(LedgerProblem) {
      try ledger.commit(batch, forgetBefore: now.time.advanced(by: -retention), at: now.time)
    } catch {
      // Until it can be written again, what changes need not be noted: then everything is written.
      fleet.isSaved = false
      return fail(error, at: now.uptime)
    }
    backlog.removeAll(keepingCapacity: true)
    if batch.fleet != nil { clockSetBy = 0 }
    (needsEverything, isEngineUnsaved, fleet.isSaved) = (false, false, true)
    defer { (problem, retryAt, delay) = (nil, nil, Self.shortestDelay) }
    return problem == nil ? nil : .recovered
  }

  /// Whether, all being on disk, what is known of names of which nothing is shown need not be in memory.
  var mayLetGoOfHidden: Bool { letsGoOfHidden && problem == nil }

  /// What is on disk under a name that was let go of.
  func hidden(_ name: ContainerName) -> (name: SavedName?, marks: MarksRecord?) {
    (ledger?.hiddenName(name), ledger?.restartsOfGone(name)?.moved(by: clockSetBy))
  }

  /// The engine was connected to anew.
  mutating func note(_ engine: EngineTrace?) {
    self.engine = engine ?? self.engine
    isEngineUnsaved = true
  }

  // MARK: Failing

  private mutating func openAgain(at now: Arrival, _ remembered: () -> [HistoryRow]) -> News? {
    do throws(LedgerProblem) {
      let ledger = try lockedLedger()
      switch try ledger.open(at: now.time, withHidden: false) {
      case .saved where hasTakenUp: break
      // Somebody's state that was not there when we began: it is kept, under another name.
      case .saved: _ = try ledger.beginAnew(at: now.time)
      case .nothing, .lost: backlog = remembered()
      }
      hasTakenUp = true
      return nil
    } catch {
      return fail(error, at: now.uptime)
    }
  }

  private mutating func lockedLedger() throws(LedgerProblem) -> Ledger {
    if let ledger, !ledger.isFolderGone { return ledger }
    ledger = nil
    let made = try Ledger(in: directory)
    ledger = made
    return made
  }

  @discardableResult
  private mutating func fail(_ problem: LedgerProblem, at now: Uptime) -> News {
    self.problem = problem
    needsEverything = true
    retryAt = now.advanced(by: delay)
    delay = min(delay * 2, Self.longestDelay)
    return .failed(problem)
  }
}
