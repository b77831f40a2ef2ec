import Exposition
import Testing
import Watch

@testable import DockerEngine
@testable import DogwatchDaemon
@testable import Endpoints

@Suite struct ReconcilerTests {
  private func containers(_ count: Int) -> [FakeContainer] { (1...count).map { FakeContainer("c\($0)", number: $0) } }

  @Test func atMostSixInspectsAreUnderWay() async throws {
    try await withFakeEngine(containers(40)) { engine in
      engine.script { if case .inspect = $0 { .later } else { .usual } }
      let loops = try Loops(on: engine)
      try await running(loops.services) {
        try await eventually("six inspects") { engine.heldCount == 6 }
        try await eventually("the full listing") {
          engine.release()
          return loops.isReady
        }
        #expect(engine.inspectsMost == 6)
        #expect(loops.snapshot.current.count == 40)
        #expect(engine.calls.count { if case .inspect = $0 { true } else { false } } == 40)
      }
    }
  }

  @Test func theListIsMadeOnceTheStreamIsOpen() async throws {
    try await withFakeEngine(containers(1)) { engine in
      let loops = try Loops(on: engine)
      try await running(loops.services) {
        try await eventually("the full listing") { loops.isReady }
        #expect(engine.calls.filter { $0 == .stream || $0 == .list } == [.stream, .list])
      }
    }
  }

  @Test func itListsRegularlyWhileConnected() async throws {
    try await withFakeEngine(containers(2)) { engine in
      let loops = try Loops(on: engine, interval: .milliseconds(50))
      try await running(loops.services) {
        try await eventually("several lists") { engine.count(of: .list) >= 5 }
        await engine.die()
        try await eventually("the end") { !loops.link.isConnected }
        let count = engine.count(of: .list)
        try await eventually("some attempts") { loops.numbers.gaps.isEmpty && !loops.link.isConnected }
        #expect(engine.count(of: .list) <= count + 1)
      }
    }
  }

  @Test func anEngineThatAnswersNothingIsLetGo() async throws {
    try await withFakeEngine(containers(1)) { engine in
      let loops = try Loops(on: engine, interval: .milliseconds(50), requestTimeout: .milliseconds(200), patience: .milliseconds(400))
      try await running(loops.services) {
        try await eventually("the full listing") { loops.isReady }
        engine.script { _ in .silence }
        try await eventually("the end of the stream") { !loops.link.isConnected }
        try await eventually("an attempt to connect") { loops.link.trouble?.contains("did not answer within") == true }
        engine.script(nil)
        try await eventually("another stream") { loops.link.isConnected && loops.gaps(.streamLost) == 1 }
      }
    }
  }

  @Test func anEngineThatOnlyFailsToListIsNotLetGo() async throws {
    try await withFakeEngine(containers(1)) { engine in
      let loops = try Loops(on: engine, interval: .milliseconds(50), requestTimeout: .seconds(1), patience: .seconds(8))
      try await running(loops.services) {
        try await eventually("the full listing") { loops.isReady }
        engine.script { if $0 == .list { .silence } else { .usual } }
        let count = engine.count(of: .list)
        // Longer than it would be waited for, if it were silent.
        try await eventually("more lists") { engine.count(of: .list) >= count + 10 }
        #expect(engine.count(of: .stream) == 1)
      }
    }
  }

  @Test func theDurationCoversTheInspectsThatTheListLedTo() async throws {
    try await withFakeEngine(containers(3)) { engine in
      engine.script { if case .inspect = $0 { .later } else { .usual } }
      let loops = try Loops(on: engine)
      try await running(loops.services) {
        try await eventually("the inspects") { engine.heldCount == 3 }
        #expect(loops.numbers.reconcileDuration.count == 0)
        engine.release()
        try await eventually("its end") { loops.numbers.reconcileDuration.count == 1 }
        #expect(loops.numbers.lastReconcile != nil && loops.numbers.reconcileFailures == 0)
      }
    }
  }

  @Test func listThatFailsIsCountedAndMadeAgain() async throws {
    try await withFakeEngine(containers(2)) { engine in
      engine.script { $0 == .list ? .whole(status: 500, type: "application/json", body: #"{"message":"no"}"#) : .usual }
      let loops = try Loops(on: engine, interval: .milliseconds(100))
      try await running(loops.services) {
        try await eventually("two failures") { loops.numbers.reconcileFailures >= 2 }
        #expect(!loops.isReady)
        engine.script(nil)
        try await eventually("the full listing") { loops.isReady }
      }
    }
  }

  @Test func inspectThatIsNotAnsweredMakesTheRoundAFailure() async throws {
    try await withFakeEngine(containers(2)) { engine in
      let bad = FakeCall.inspect(containers(2)[1].id)
      engine.script { $0 == bad ? .whole(status: 500, type: "application/json", body: "{}") : .usual }
      let loops = try Loops(on: engine)
      try await running(loops.services) {
        try await eventually("the failure") { loops.numbers.reconcileFailures == 1 }
        #expect(loops.numbers.reconcileDuration.count == 0)
      }
    }
  }
}

@Suite struct ReconcileRoundsTests {
  private let metrics = DaemonMetrics(version: "test")
  private func ids(_ texts: String...) -> [ContainerID] { texts.map { ContainerID($0) } }

  @Test func aListThatAsksForNothingIsARoundOfItsOwn() {
    let rounds = ReconcileRounds(metrics: metrics)
    rounds.listed(began: .now())
    #expect(metrics.current.reconcileDuration.count == 0)
    rounds.asked(for: [])
    #expect(metrics.current.reconcileDuration.count == 1)
  }

  @Test func inspectsOfNoRoundChangeNothing() {
    let rounds = ReconcileRounds(metrics: metrics)
    rounds.answered(ContainerID("a"), inFull: true)
    rounds.listed(began: .now())
    rounds.answered(ContainerID("a"), inFull: false)
    rounds.asked(for: ids("b"))
    rounds.answered(ContainerID("a"), inFull: false)
    #expect(metrics.current.reconcileDuration.count == 0)
    rounds.answered(ContainerID("b"), inFull: true)
    #expect(metrics.current.reconcileDuration.count == 1 && metrics.current.reconcileFailures == 0)
  }

  @Test func roundsThatOverlapEachEnd() {
    let rounds = ReconcileRounds(metrics: metrics)
    rounds.listed(began: .now())
    rounds.asked(for: ids("a", "b"))
    rounds.listed(began: .now())
    rounds.asked(for: ids("b", "c"))
    for id in ids("c", "b", "a") { rounds.answered(id, inFull: true) }
    #expect(metrics.current.reconcileDuration.count == 2)
  }
}
