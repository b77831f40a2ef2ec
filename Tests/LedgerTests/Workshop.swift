// Folders, rows and files for the tests of the ledger.

import Foundation

@testable import Ledger
@testable import Watch

/// A folder that goes with the last reference to it.
final class Workshop {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("dogwatch-ledger-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var state: String { "\(path)/state" }
  var file: String { "\(state)/dogwatch.db" }
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: state)) ?? []).sorted() }

  /// Opens the ledger of this folder, and says what was found.
  func open(at time: Timestamp = .start) throws -> (ledger: Ledger, found: Ledger.Found) {
    let ledger = try Ledger(in: state)
    return (ledger, try ledger.open(at: time))
  }

  /// Puts bytes somewhere in a file.
  func overwrite(_ path: String, at offset: UInt64, with bytes: [UInt8]) throws {
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try handle.seek(toOffset: offset)
    try handle.write(contentsOf: Data(bytes))
    try handle.close()
  }

}

extension Timestamp {
  static let start = Timestamp(seconds: 1_700_000_000)
}

/// A fleet that has seen a few containers, one of them restarted by its policy and one gone.
func livedFleet() -> Fleet {
  var fleet = Fleet(settings: FleetSettings())
  fleet.isSaved = true
  var clock = Arrival(time: .start, uptime: Uptime(nanoseconds: 1_000_000_000_000))
  func id(_ name: String) -> ContainerID { ContainerID(name.padding(toLength: 64, withPad: "0", startingAt: 0)) }
  func observe(_ content: Observation.Content) {
    clock.time = clock.time.advanced(by: 1_000_000)
    clock.uptime = clock.uptime.advanced(by: 1_000_000)
    fleet.observe(Observation(arrival: clock, content: content))
  }
  func inspection(_ name: String, restarts: Int = 0) -> Inspection {
    Inspection(
      id: id(name), name: ContainerName(name), image: "box:1",
      state: Inspection.State(
        status: .running, startedAt: clock.time, health: HealthReport(status: .healthy, lastProbe: nil)),
      restartCount: restarts, restartPolicy: .onFailure(maximumRetryCount: 5), stopSignal: 15, healthcheck: Healthcheck(retries: 2),
      labels: ["com.docker.compose.project": "shop", "dogwatch.crash-loop.restarts": "4"])
  }
  let engine = EngineDescription(name: "box", version: "28.0.0", apiVersion: "1.48", liveRestore: false)
  observe(.connected(Connection(engine: engine, engineTime: clock.time, engineRestarted: false, isContinuous: false)))
  let rows = ["web", "db"].map { Listing.Row(id: id($0), name: ContainerName($0), state: .running, health: .healthy) }
  observe(.listed(Listing(requestedAt: clock.uptime, engineTime: nil, rows: rows)))
  for name in ["web", "db"] {
    observe(.inspected(InspectAnswer(id: id(name), requestedAt: clock.uptime, result: .found(inspection(name)))))
  }
  observe(.event(EngineEvent(time: clock.time, id: id("web"), action: .die, attributes: .init(name: "web", exitCode: 1))))
  observe(.event(EngineEvent(time: clock.time, id: id("web"), action: .start, attributes: .init(name: "web"))))
  observe(.event(EngineEvent(time: clock.time, id: id("db"), action: .kill, attributes: .init(name: "db", signal: 15))))
  observe(.event(EngineEvent(time: clock.time, id: id("db"), action: .die, attributes: .init(name: "db", exitCode: 143))))
  observe(.event(EngineEvent(time: clock.time, id: id("db"), action: .destroy, attributes: .init(name: "db"))))
  observe(.event(EngineEvent(time: clock.time, id: id("web"), action: .die, attributes: .init(name: "web", exitCode: 2))))
  return fleet
}

/// What rules may still ask for, of every kind.
func livedMarks() -> MarksRecord {
  let exit = Exit(outcome: .failed, exitCode: 3, signal: 15, oom: true, ranForSeconds: 4.25, restartDelaySeconds: 0.1)
  let uptime = Uptime(nanoseconds: Timestamp.start.nanoseconds)
  let inspection = Inspection(
    id: ContainerID("a"), name: ContainerName("web"), image: "box:1", state: Inspection.State(status: .exited), restartCount: 0,
    restartPolicy: .onFailure(maximumRetryCount: 5), autoRemove: true, memoryLimit: 1 << 20, healthcheck: Healthcheck(),
    labels: ["com.docker.compose.project": "shop", "dogwatch.severity": "info"])
  var marks = restartMarks()
  marks.marks.id = ContainerID("a")
  marks.marks.identity = Identity(inspection, settings: FleetSettings())
  marks.marks.exit = ContainerMarks.ExitMark(exit: exit, time: .start, evidence: ["a", "\"b\""])
  marks.marks.lastExit = exit
  marks.marks.startFailure = ContainerMarks.StartFailure(error: "no such file", exitCode: 127, time: .start)
  marks.marks.memoryKill = ContainerMarks.MemoryKill(at: uptime, time: .start, exit: exit)
  marks.marks.startingSince = uptime
  marks.marks.unhealthySince = .start
  marks.marks.downSince = uptime
  marks.marks.expectedUpBy = uptime
  marks.marks.gone = ContainerMarks.Gone(at: uptime, removedItself: true)
  return marks
}

/// What the first version kept of them.
func restartMarks(_ name: ContainerName = ContainerName("web"), at seconds: [Int64] = [0]) -> MarksRecord {
  var marks = ContainerMarks()
  marks.restarts = seconds.map { Uptime(nanoseconds: Timestamp.start.advanced(by: $0 * 1_000_000_000).nanoseconds) }
  return MarksRecord(name: name, marks: marks)
}

/// Rows of the history, numbered from `first`.
func rows(_ numbers: ClosedRange<Int64>, name: (Int64) -> String? = { $0.isMultiple(of: 2) ? "even" : "odd" }) -> [HistoryRow] {
  numbers.map { number in
    HistoryRow(
      sequence: number, time: Timestamp.start.advanced(by: number * 1_000_000_000), name: name(number).map { ContainerName($0) },
      json: Array(#"{"seq":\#(number)}"#.utf8))
  }
}

/// A batch of everything a fleet knows.
func batch(_ fleet: inout Fleet, history: [HistoryRow] = []) -> LedgerBatch {
  var batch = LedgerBatch()
  batch.fleet = fleet.takeEverything()
  batch.history = history
  return batch
}

extension Ledger {
  func commit(_ batch: LedgerBatch) throws(LedgerProblem) {
    try commit(batch, forgetBefore: Timestamp(nanoseconds: .min), at: .start)
  }
}

extension Ledger.Found {
  var saved: SavedState? { if case .saved(let saved) = self { saved } else { nil } }
}

/// Something else than a test went on to expect.
struct Unexpected: Error {
  var what: String
}
