import Foundation
import Glibc
import JSON
import Synchronization
import Testing
import Watch

@testable import DockerEngine
@testable import DogwatchDaemon
@testable import Ledger

/// The program itself, killed at random moments while things happen.
@Suite struct KilledTests {
  private static let environment = ProcessInfo.processInfo.environment
  /// `DOGWATCH_KILLS=100` kills more often; `DOGWATCH_SEED` repeats a run.
  private static let kills = environment["DOGWATCH_KILLS"].flatMap(Int.init) ?? 12
  private static let seed = environment["DOGWATCH_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...1_000_000)

  /// A small generator with a seed (SplitMix64).
  private struct Dice: RandomNumberGenerator, Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// The program on an engine and a folder.
  private final class Program: Sendable {
    let process: Process

    init(_ engine: FakeEngine, state: String, configuration: URL, log: FileHandle) throws {
      // Built beside these tests, and as they are: under a sanitizer too.
      let tests = URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      let text = #"{"engine":{"host":"unix://\#(engine.path)"},"http":{"listen":"127.0.0.1:0"},"state":{"directory":"\#(state)"}}"#
      try Data(text.utf8).write(to: configuration)
      process = Process()
      process.executableURL = tests.deletingLastPathComponent().appendingPathComponent("dogwatch")
      process.arguments = ["run", "--config", configuration.path]
      process.standardOutput = log
      process.standardError = log
      try process.run()
    }

    func end(_ signal: Int32) async throws -> Int32 {
      kill(process.processIdentifier, signal)
      try await eventually("the end of the program") { !process.isRunning }
      return process.terminationStatus
    }
  }

  /// Six containers that exit and are started again, each time told to the engine's ring and streams; how often each did what.
  private final class Script: Sendable {
    let engine: FakeEngine
    let containers = (1...6).map { FakeContainer("c\($0)", number: $0) }
    private let counts = Mutex<[String: (exits: Int, starts: Int)]>([:])

    init() async throws {
      engine = try await FakeEngine(containers: containers)
    }

    func step(_ dice: inout Dice) {
      let container = containers[Int.random(in: 0..<containers.count, using: &dice)]
      let time = Timestamp.now()
      let isRunning = engine.state.withLock { $0.containers.first { $0.name == container.name }?.state == "running" }
      engine.change(container.name) { own in
        if isRunning {
          (own.state, own.exitCode, own.finishedAt) = ("exited", 3, time)
        } else {
          (own.state, own.startedAt) = ("running", time)
        }
      }
      counts.withLock { counts in
        if isRunning { counts[container.name, default: (0, 0)].exits += 1 } else { counts[container.name, default: (0, 0)].starts += 1 }
      }
      engine.tell(container.line(isRunning ? "die" : "start", at: time, attributes: isRunning ? ["exitCode": "3"] : [:]), at: time)
    }

    func counted(_ name: String) -> [String: Int] {
      let own = counts.withLock { $0[name] ?? (0, 0) }
      return ["exit": own.exits, "start": own.starts]
    }
  }

  @Test func whateverTheMomentHistoryCountersAndCursorAgree() async throws {
    print("seed \(Self.seed), \(Self.kills) kills")
    var dice = Dice(state: Self.seed)
    let script = try await Script()
    let state = StateForTests()
    let logFile = FileManager.default.temporaryDirectory.appendingPathComponent("dogwatch-killed-\(UUID().uuidString).log")
    _ = FileManager.default.createFile(atPath: logFile.path, contents: nil)
    let log = try FileHandle(forWritingTo: logFile)
    let configuration = logFile.deletingPathExtension().appendingPathExtension("json")
    defer { for file in [logFile, configuration] { try? FileManager.default.removeItem(at: file) } }
    // What is there at first sight is no transition: the script begins after the first listing.
    var program = try Program(script.engine, state: state.path, configuration: configuration, log: log)
    try await eventually("a baseline") { (try? Self.head(state.path))?.hasBaseline == true }
    for _ in 0..<Self.kills {
      // Some of it while nobody watches, never more than the ring holds.
      for _ in 0..<Int.random(in: 0..<40, using: &dice) {
        script.step(&dice)
        try await Task.sleep(for: .milliseconds(Int.random(in: 1...25, using: &dice)))
      }
      _ = try await program.end(SIGKILL)
      for _ in 0..<Int.random(in: 0..<10, using: &dice) { script.step(&dice) }
      program = try Program(script.engine, state: state.path, configuration: configuration, log: log)
      try await Task.sleep(for: .milliseconds(Int.random(in: 1...800, using: &dice)))
    }
    do {
      try await eventually("everything told once") { (try? Self.told(state.path)) == script.containers.map { script.counted($0.name) } }
    } catch {
      let found = try Self.told(state.path)
      for (container, found) in zip(script.containers, found) where found != script.counted(container.name) {
        let own = try Self.rows(state.path).filter { $0.name?.text == container.name }.map { String(decoding: $0.json, as: UTF8.self) }
        let inferred = own.indices.filter { own[$0].contains(#""inferred":true"#) }.flatMap { own[max(0, $0 - 3)..<min(own.count, $0 + 4)] }
        Issue.record(
          "\(container.name): \(found), not \(script.counted(container.name)); seed \(Self.seed)\n\(inferred.joined(separator: "\n"))")
      }
    }
    #expect(try await program.end(SIGTERM) == 0)
    try Self.judge(state.path, script)
    await script.engine.remove()
  }

  /// The numbers rise by one, each transition is there once, and each counter is the number of its transitions.
  private static func judge(_ path: String, _ script: Script) throws {
    let rows = try rows(path)
    #expect(rows.map(\.sequence) == Array(1...Int64(max(rows.count, 1))), "seed \(seed)")
    #expect(try head(path)?.sequence == rows.last?.sequence)
    let ledger = try Ledger(in: path)
    guard case .saved(let saved) = try ledger.open(at: .now()) else { return #expect(Bool(false), "nothing saved") }
    let fleet = Fleet(settings: FleetSettings(), restoring: saved.fleet, at: .now(), isSameBoot: true)
    for container in script.containers {
      let counters = try #require(fleet.view(of: ContainerName(container.name))?.counters)
      let own = script.counted(container.name)
      #expect(counters.exits.reduce(0, +) == own["exit"].map(Int64.init), "\(container.name), seed \(seed)")
      #expect(counters.starts.reduce(0, +) == own["start"].map(Int64.init), "\(container.name), seed \(seed)")
    }
  }

  private static func rows(_ path: String) throws -> [HistoryRow] {
    try HistoryReader(directory: path).answer(HistoryQuestion(after: 0, limit: 100_000)).rows
  }

  private static func head(_ path: String) throws -> FleetHead? {
    try FleetTables(database: Database(path + "/dogwatch.db", .readOnly)).head()
  }

  /// Exits and starts in the history, container by container.
  private static func told(_ path: String) throws -> [[String: Int]] {
    var told: [String: [String: Int]] = [:]
    for row in try rows(path) {
      guard let name = row.name?.text, case .string(let kind) = try JSONValue(parsing: row.json)["kind"]?.content else { continue }
      told[name, default: ["exit": 0, "start": 0]][kind, default: 0] += 1
    }
    return (1...6).map { told["c\($0)"] ?? ["exit": 0, "start": 0] }
  }
}
