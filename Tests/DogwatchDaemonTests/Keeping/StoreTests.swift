import Foundation
import NIOPosix
import Synchronization
import Testing
import Watch

@testable import DockerEngine
@testable import DogwatchDaemon
@testable import Endpoints
@testable import Ledger

/// The loops with a folder for their state.
@Suite struct StoreTests {
  private let web = FakeContainer("web")
  private let folder = StateForTests()

  /// The loops on the engine and the folder, once they have seen everything.
  private func watching(
    _ engine: FakeEngine, removedRetention: Duration = .seconds(300), alerting: AlertingOptions = AlertingOptions(),
    _ body: (Loops) async throws -> Void
  ) async throws {
    let loops = try Loops(on: engine, removedRetention: removedRetention, alerting: alerting, stateDirectory: folder.path)
    try await running(loops.services) {
      try await eventually("the full listing") { loops.isReady && engine.streamCount == 1 }
      try await body(loops)
    }
    try await eventually("the end of the stream") { engine.streamCount == 0 }
  }

  private func crash(_ engine: FakeEngine, code: Int = 1, onStreams: Bool = true) {
    let time = Timestamp.now()
    engine.change("web") { ($0.state, $0.exitCode, $0.finishedAt) = ("exited", code, time) }
    engine.tell(web.line("die", at: time, attributes: ["exitCode": "\(code)"]), onStreams: onStreams)
  }

  private func start(_ engine: FakeEngine, onStreams: Bool = true) {
    let time = Timestamp.now()
    engine.change("web") { ($0.state, $0.startedAt) = ("running", time) }
    engine.tell(web.line("start", at: time), onStreams: onStreams)
  }

  private func exits(_ loops: Loops) -> Int64 {
    loops.snapshot.current.view(of: ContainerName("web"))?.counters.exits.reduce(0, +) ?? -1
  }

  private func kept() throws -> [String] {
    try HistoryReader(directory: folder.path).answer(HistoryQuestion(limit: 1000)).rows.map { String(decoding: $0.json, as: UTF8.self) }
  }

  @Test func aRestartGoesOnWhereItStopped() async throws {
    try await withFakeEngine([web]) { engine in
      try await watching(engine) { loops in
        crash(engine)
        try await eventually("the exit") { exits(loops) == 1 }
      }
      start(engine, onStreams: false)
      crash(engine, code: 2, onStreams: false)
      try await watching(engine) { loops in
        try await eventually("the second exit") { exits(loops) == 2 }
        try await eventually("the gap's end") { loops.gaps(.daemonStopped) == 1 }
        // Seen in the engine's ring, once.
        #expect(loops.transitions.filter { $0.name != nil }.map(\.kind.label) == ["start", "exit"])
        #expect(loops.transitions.allSatisfy { !$0.isInferred })
      }
      let rows = try kept()
      #expect(rows.count == 4)
      for (index, row) in rows.enumerated() { #expect(row.hasPrefix(#"{"seq":\#(index + 1),"#), "\(row)") }
    }
  }

  @Test func anEngineThatRestartedWhileNobodyWatchedIsNoticed() async throws {
    try await withFakeEngine([web]) { engine in
      try await watching(engine) { loops in
        crash(engine)
        try await eventually("the exit") { exits(loops) == 1 }
        start(engine)
        try await eventually("the start") { loops.transitions.count == 2 }
      }
      let time = Timestamp.now()
      engine.state.withLock { $0.ring = [] }
      engine.change("web") { ($0.state, $0.exitCode, $0.finishedAt) = ("exited", 255, time) }
      try await watching(engine) { loops in
        try await eventually("the exit") { exits(loops) == 2 }
        let exit = loops.transitions.compactMap { if case .exit(let exit) = $0.kind { exit } else { nil } }.first
        #expect(exit?.outcome == .engineShutdown)
        #expect(loops.gaps(.daemonStopped) == 1 && loops.gaps(.engineRestarted) == 0)
      }
    }
  }

  @Test func theApiAnswersFromTheStore() async throws {
    try await withFakeEngine([web]) { engine in
      try await watching(engine) { loops in
        crash(engine)
        try await eventually("the exit") { exits(loops) == 1 }
      }
      try await watching(engine) { loops in
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        let isHealthy = Flag(true)
        let source = StoredTransitions(directory: folder.path, pool: pool, memory: loops.log, isStoreHealthy: { isHealthy.value })
        try await eventually("the gap") { loops.transitions.count == 1 }
        let all = await source.rows(TransitionQuery())
        #expect(all.rows.count == 2 && all.next == 2)
        #expect(all.rows.last == loops.transitions.last.map(TransitionJSON.row))
        // While the store fails, what memory has.
        isHealthy.value = false
        #expect(await source.rows(TransitionQuery()).rows.count == 1)
        isHealthy.value = true
        try await pool.shutdownGracefully()
        #expect(await source.rows(TransitionQuery()).rows.count == 1)
      }
    }
  }

  @Test func twoDoNotShareAFolder() async throws {
    try await withFakeEngine([web]) { engine in
      try await watching(engine) { _ in
        #expect(throws: LedgerProblem.locked(directory: folder.path)) { try Loops(on: engine, stateDirectory: folder.path) }
      }
    }
  }

  /// Nothing is shown of it any more, and nothing is in memory: it is found on disk, by the same process and by the next.
  @Test(arguments: [false, true]) func aNameThatReturnsGoesOnCounting(_ inAnotherProcess: Bool) async throws {
    try await withFakeEngine([web]) { engine in
      func returns(_ loops: Loops) async throws {
        var new = FakeContainer("web", number: 2)
        new.startedAt = .now()
        engine.state.withLock { [new] in $0.containers.append(new) }
        engine.tell(new.line("create", at: .now()))
        engine.tell(new.line("start", at: new.startedAt))
        try await eventually("the new one") { loops.snapshot.current.view(of: ContainerName("web"))?.present?.id.text == new.id }
        #expect(exits(loops) == 1)
      }
      try await watching(engine, removedRetention: .milliseconds(100)) { loops in
        crash(engine)
        try await eventually("the exit") { exits(loops) == 1 }
        engine.state.withLock { $0.containers.removeAll() }
        engine.tell(web.line("destroy", at: .now()))
        try await eventually("nothing") { loops.snapshot.current.count == 0 }
        if !inAnotherProcess { try await returns(loops) }
      }
      if inAnotherProcess { try await watching(engine) { try await returns($0) } }
    }
  }

  /// So does an alert that counts restarts: one before it went, one after.
  @Test(arguments: [false, true]) func restartsOfANameThatReturnsCountAgain(_ inAnotherProcess: Bool) async throws {
    var alerting = AlertingOptions()
    alerting.alerts.rules[.containerRestartingOften] = .standard(.containerRestartingOften)
    alerting.alerts.rules[.containerRestartingOften]?.restarts = 2
    var first = web
    first.policy = "always"
    try await withFakeEngine([first]) { engine in
      func restart(_ container: FakeContainer, _ loops: Loops) async throws {
        let known = loops.transitions.count
        let time = Timestamp.now()
        engine.change("web") { ($0.restartCount, $0.startedAt) = ($0.restartCount + 1, time.advanced(by: 1_000_000)) }
        engine.tell(container.line("die", at: time, attributes: ["exitCode": "1"]))
        engine.tell(container.line("start", at: time.advanced(by: 1_000_000)))
        try await eventually("exit and start") { loops.transitions.count == known + 2 }
        #expect(loops.transitions.last?.kind == .start(.policy))
      }
      func returns(_ loops: Loops) async throws {
        var second = FakeContainer("web", number: 2)
        (second.policy, second.startedAt) = ("always", .now())
        engine.state.withLock { [second] in $0.containers.append(second) }
        engine.tell(second.line("create", at: .now()))
        engine.tell(second.line("start", at: second.startedAt))
        try await eventually("the new one") { loops.snapshot.current.view(of: ContainerName("web"))?.present?.id.text == second.id }
        try await restart(second, loops)
        try await eventually("the alert") { loops.alerts.current.map(\.name) == [.containerRestartingOften] }
      }
      try await watching(engine, removedRetention: .milliseconds(100), alerting: alerting) { loops in
        try await restart(first, loops)
        engine.state.withLock { $0.containers.removeAll() }
        engine.tell(first.line("destroy", at: .now()))
        try await eventually("nothing") { loops.snapshot.current.count == 0 }
        if !inAnotherProcess { try await returns(loops) }
      }
      if inAnotherProcess { try await watching(engine, alerting: alerting) { try await returns($0) } }
    }
  }

  @Test func aClockSetWhileNothingCanBeWrittenMovesWhatIsOnDiskAlone() throws {
    var store = Store(directory: folder.path, retention: 86_400_000_000_000)
    var now = Arrival(time: Timestamp(seconds: 1_700_000_000), uptime: Uptime(nanoseconds: 1_000_000_000_000))
    _ = try store.open(at: now)
    var fleet = Fleet(settings: FleetSettings())
    func save(at seconds: Int64, clockSetBy jump: Int64 = 0) -> String {
      now.time = now.time.advanced(by: (seconds + jump) * 1_000_000_000)
      now.uptime = now.uptime.advanced(by: seconds * 1_000_000_000)
      fleet.observe(Observation(arrival: now, content: .deadline))
      return switch store.save(&fleet, [], at: now, remembered: { [] }) {
      case .failed: "failed"
      case .recovered: "recovered"
      case nil: "saved"
      }
    }
    func lastRestart() -> Timestamp? { store.hidden(ContainerName("job")).marks?.lastRestart }
    #expect(save(at: 1) == "saved")
    let other = try Database(folder.path + "/dogwatch.db", .readWrite)
    try other.execute(
      #"INSERT INTO marks VALUES ('job', '{"name":"job","marks":{"restarts":[1699999999000000000]}}', 1699999999000000000)"#)
    #expect(lastRestart() == Timestamp(seconds: 1_699_999_999))
    try other.execute("BEGIN IMMEDIATE")
    #expect(save(at: 1, clockSetBy: 3600) == "failed")
    #expect(lastRestart() == Timestamp(seconds: 1_700_003_599))
    try other.execute("ROLLBACK")
    #expect(save(at: 2) == "recovered")
    #expect(lastRestart() == Timestamp(seconds: 1_700_003_599))
    #expect(try other.statement("SELECT last_restart FROM marks").number() == 1_700_003_599_000_000_000)
  }

  @Test func aFolderTakenAwayIsMadeAnewWithEverythingKnown() async throws {
    try await withFakeEngine([web]) { engine in
      try await watching(engine) { loops in
        crash(engine)
        try await eventually("the exit") { exits(loops) == 1 }
        try FileManager.default.removeItem(atPath: folder.path)
        start(engine)
        try await eventually("the failure") { loops.numbers.storeErrors > 0 }
        try await eventually("the start all the same") { loops.transitions.count == 2 }
        try await eventually("its end") { loops.numbers.isStoreHealthy }
        #expect(try kept().count == 2)
      }
      try await watching(engine) { loops in
        #expect(exits(loops) == 1)
        #expect(loops.transitions.first?.sequence == 3)
      }
    }
  }

  @Test func aFolderThatCannotBeMadeLetsItWatchAllTheSame() async throws {
    _ = FileManager.default.createFile(atPath: folder.path, contents: nil)
    try await withFakeEngine([web]) { engine in
      try await watching(engine) { loops in
        #expect(!loops.numbers.isStoreHealthy && loops.numbers.storeErrors >= 1)
        crash(engine)
        try await eventually("the exit") { exits(loops) == 1 }
        try FileManager.default.removeItem(atPath: folder.path)
        try await eventually("a store after all") { loops.numbers.isStoreHealthy }
        #expect(try kept().count == 1)
      }
    }
  }

  @Test func anotherProgramsLockIsWaitedOut() async throws {
    try await withFakeEngine([web]) { engine in
      try await watching(engine) { loops in
        try await eventually("a file") { FileManager.default.fileExists(atPath: folder.path + "/dogwatch.db-wal") }
        let other = try Database(folder.path + "/dogwatch.db", .readWrite)
        try other.execute("BEGIN IMMEDIATE")
        crash(engine)
        try await eventually("the failure") { !loops.numbers.isStoreHealthy }
        #expect(exits(loops) == 1 || loops.transitions.count <= 1)
        try await eventually("the exit in memory") { loops.transitions.count == 1 }
        try other.execute("ROLLBACK")
        try await eventually("its end") { loops.numbers.isStoreHealthy }
        #expect(try kept().count == 1)
      }
    }
  }

  @Test func aCorruptFileIsAGapAndAFirstSight() async throws {
    try await withFakeEngine([web]) { engine in
      try await watching(engine) { loops in
        crash(engine)
        try await eventually("the exit") { exits(loops) == 1 }
      }
      let file = try FileHandle(forUpdating: URL(fileURLWithPath: folder.path + "/dogwatch.db"))
      try file.seek(toOffset: 4096)
      try file.write(contentsOf: Data(repeating: 0xA5, count: 3 * 4096))
      try file.close()
      try await watching(engine) { loops in
        try await eventually("the gap") { loops.gaps(.daemonStopped) == 1 }
        #expect(loops.transitions.map(\.kind.label) == ["gap"])
        #expect(exits(loops) == 0)
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names.contains { $0.hasPrefix("dogwatch.db.corrupt-") })
    }
  }
}
