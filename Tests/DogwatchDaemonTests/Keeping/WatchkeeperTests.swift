import NIOPosix
import Synchronization
import Testing
import Watch

@testable import DockerEngine
@testable import DogwatchDaemon
@testable import Endpoints

/// All loops together.
@Suite struct WatchkeeperTests {
  private let web = FakeContainer("web")

  /// The loops on an engine with the container `web`, once they have seen everything.
  private func watching(
    interval: Duration = .seconds(30), capacity: Int = Inbox.defaultCapacity, _ body: (FakeEngine, Loops) async throws -> Void
  ) async throws {
    try await withFakeEngine([web]) { engine in
      let loops = try Loops(on: engine, interval: interval, capacity: capacity)
      try await running(loops.services) {
        try await eventually("the full listing") { loops.isReady && engine.streamCount == 1 }
        try await body(engine, loops)
      }
    }
  }

  private func state(_ loops: Loops) -> ContainerState? { loops.snapshot.current.view(of: ContainerName("web"))?.present?.state }

  private func pause(_ engine: FakeEngine, onStreams: Bool = true) {
    engine.change("web") { $0.state = "paused" }
    engine.tell(web.line("pause", at: .now()), onStreams: onStreams)
  }

  private func unpause(_ engine: FakeEngine, onStreams: Bool = true) {
    engine.change("web") { $0.state = "running" }
    engine.tell(web.line("unpause", at: .now()), onStreams: onStreams)
  }

  private func kinds(_ loops: Loops) -> [String] { loops.transitions.map(\.kind.label) }

  @Test func whatIsThereAtFirstSightIsNoTransition() async throws {
    try await watching { _, loops in
      #expect(loops.transitions.isEmpty)
      #expect(state(loops) == .running)
      #expect(loops.numbers.connects == 1 && loops.numbers.gaps.isEmpty)
    }
  }

  @Test func otherSettingsShowAtOnceWhoIsWatched() async throws {
    try await watching { _, loops in
      await loops.keeper.reconfigure(FleetSettings(selection: WatchSelection(exclude: [.name(Glob("w*"))])), AlertingOptions())
      try await eventually("the end of web") { loops.snapshot.current.count == 0 }
      await loops.keeper.reconfigure(FleetSettings(), AlertingOptions())
      try await eventually("web again") { state(loops) == .running }
      #expect(loops.transitions.isEmpty)
    }
  }

  @Test func whatHappenedJustBeforeTheFirstConnectIsPartOfFirstSight() async throws {
    try await withFakeEngine([web]) { engine in
      engine.tell(web.line("die", at: .now(), attributes: ["exitCode": "1"]))
      engine.tell(web.line("start", at: .now()))
      let loops = try Loops(on: engine)
      try await running(loops.services) {
        try await eventually("the full listing") { loops.isReady && engine.streamCount == 1 }
        pause(engine)
        try await eventually("the pause") { !loops.transitions.isEmpty }
        #expect(kinds(loops) == ["paused"])
      }
    }
  }

  @Test func garbageIsCountedAndTheNextGoodEventHandled() async throws {
    try await watching { engine, loops in
      engine.send("garbage\n{\"Type\":\"container\"\n\n[1,2]\n".utf8)
      engine.send([0xFF, 0xFE, 0x00, 0x0A])
      engine.send(#"{"Type":"container","Action":"die","Actor":{"ID":"x"},"timeNano":99999999999999999999999}"#.utf8)
      engine.send("\n".utf8)
      pause(engine)
      try await eventually("the pause") { state(loops) == .paused }
      #expect(loops.numbers.events.malformed == 5)
      #expect(loops.numbers.connects == 1)
      #expect(kinds(loops) == ["paused"])
    }
  }

  @Test func eventsThatComeAgainAfterAReconnectCountOnce() async throws {
    try await watching { engine, loops in
      pause(engine)
      try await eventually("the pause") { kinds(loops) == ["paused"] }
      engine.endStreams(inOrder: false)
      try await eventually("the gap's end") { loops.gaps(.streamLost) == 1 && engine.streamCount == 1 }
      unpause(engine)
      try await eventually("the rest") { loops.transitions.count == 3 }
      #expect(kinds(loops) == ["paused", "gap", "unpaused"])
      #expect(loops.transitions.allSatisfy { !$0.isInferred })
      // Counted once too: pause and unpause.
      #expect(loops.numbers.events.counts.reduce(0, +) == 2)
    }
  }

  @Test func whatTheCutLineHidIsToldByTheRing() async throws {
    try await watching { engine, loops in
      await engine.stopListening()
      engine.endStreams(inOrder: false)
      try await eventually("the end") { !loops.link.isConnected }
      pause(engine, onStreams: false)
      try await engine.listen()
      try await eventually("the gap's end") { loops.gaps(.streamLost) == 1 }
      #expect(kinds(loops) == ["paused", "gap"])
      #expect(loops.transitions[0].isInferred == false)
      #expect(loops.gaps(.engineRestarted) == 0)
    }
  }

  @Test func whatNobodyTellsIsFoundAndMarked() async throws {
    try await watching { engine, loops in
      await engine.stopListening()
      engine.endStreams(inOrder: false)
      try await eventually("the end") { !loops.link.isConnected }
      engine.change("web") { $0.state = "paused" }
      try await engine.listen()
      try await eventually("the gap's end") { loops.gaps(.streamLost) == 1 }
      #expect(Set(kinds(loops)) == ["paused", "gap"])
      #expect(loops.numbers.inferredTransitions == 1)
    }
  }

  @Test func anEngineThatComesBackWithAnEmptyRingHasRestarted() async throws {
    try await watching { engine, loops in
      pause(engine)
      try await eventually("the pause") { state(loops) == .paused }
      await engine.die()
      try await eventually("the end") { !loops.link.isConnected }
      try await engine.listen()
      try await eventually("the gap's end") { loops.gaps(.engineRestarted) == 1 }
      #expect(loops.gaps(.streamLost) == 0)
    }
  }

  @Test func anOverflowIsAGapAndEverythingIsReconciled() async throws {
    try await watching(capacity: 8192) { engine, loops in
      let lines = (0..<500).map { web.line("update", at: Timestamp(nanoseconds: Timestamp.now().nanoseconds + $0)) + "\n" }
      engine.change("web") { $0.state = "paused" }
      // The engine's ring holds what it sent last.
      for line in lines.suffix(RingAnswer.capacity) { engine.tell(String(line.dropLast()), onStreams: false) }
      engine.send(lines.joined().utf8)
      try await eventually("the gap's end") { loops.gaps(.streamLost) == 1 }
      try await eventually("the truth") { state(loops) == .paused }
      #expect(loops.numbers.connects == 2)
      #expect(engine.count(of: .list) >= 2)
    }
  }

  /// The core waits ten seconds for the stream to say what the list shows.
  @Test func aStreamThatIsSilentWhileTheListChangesIsDeclaredDead() async throws {
    try await watching(interval: .milliseconds(500)) { engine, loops in
      engine.state.withLock { $0.containers.append(FakeContainer("late", number: 2)) }
      try await eventually("another stream") { engine.count(of: .stream) == 2 && loops.numbers.connects == 2 }
      try await eventually("the container") { loops.snapshot.current.view(of: ContainerName("late"))?.present != nil }
      try await eventually("the gap's end") { loops.gaps(.streamLost) == 1 }
    }
  }

  @Test func anEngineOutOfReachForLongIsStale() async throws {
    try await watching(interval: .milliseconds(300)) { engine, loops in
      await engine.die()
      try await eventually("staleness") { loops.snapshot.current.isEngineStale }
      try await engine.listen()
      try await eventually("its end") { !loops.snapshot.current.isEngineStale }
    }
  }

  /// A container that is gone when it is looked for: its inspect is a 404.
  @Test func whatDisappearedInAGapIsRemoved() async throws {
    try await watching { engine, loops in
      engine.state.withLock { $0.containers = [] }
      engine.endStreams(inOrder: false)
      try await eventually("the gap's end") { loops.gaps(.streamLost) == 1 }
      #expect(Set(kinds(loops)) == ["exit", "removed", "gap"])
      #expect(loops.transitions.allSatisfy { $0.isInferred || $0.kind.label == "gap" })
    }
  }
}
