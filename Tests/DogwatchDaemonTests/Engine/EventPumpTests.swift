import Testing
import Watch

@testable import DockerEngine
@testable import DogwatchDaemon
@testable import Endpoints

@Suite struct EventPumpTests {
  private let web = FakeContainer("web")

  /// The pump alone on a fake engine, and what it puts in.
  private func pumping(
    _ engine: FakeEngine, requestTimeout: Duration = .seconds(5), _ body: (Loops, Collector) async throws -> Void
  ) async throws {
    let loops = try Loops(on: engine, requestTimeout: requestTimeout)
    let collector = Collector(loops.inbox)
    try await running([collector, loops.pump]) { try await body(loops, collector) }
  }

  private func happens(_ action: String, on engine: FakeEngine, onStreams: Bool = true) {
    engine.tell(web.line(action, at: .now()), onStreams: onStreams)
  }

  // MARK: No busy loop

  /// The waits before the second to fifth attempt are at least 50, 100, 200 and 400 ms.
  private static let leastForFive = Duration.milliseconds(750)

  @Test func streamThatEndsAtOnceIsReopenedLessAndLessOften() async throws {
    try await withFakeEngine { engine in
      engine.script { $0 == .stream ? .endedAtOnce : .usual }
      try await pumping(engine) { _, collector in
        let began = ContinuousClock.now
        try await eventually("five connects") { collector.connections.count >= 5 }
        #expect(ContinuousClock.now - began >= Self.leastForFive)
        #expect(engine.count(of: .stream) <= 6)
        #expect(collector.story.prefix(4) == ["connected", "disconnected", "connected", "disconnected"])
      }
    }
  }

  @Test func engineThatRefusesIsTriedLessAndLessOftenUntilItIsThere() async throws {
    try await withFakeEngine { engine in
      await engine.stopListening()
      try await pumping(engine) { loops, collector in
        let began = ContinuousClock.now
        try await eventually("five attempts") { collector.failures.count >= 5 }
        #expect(ContinuousClock.now - began >= Self.leastForFive)
        #expect(!loops.link.isConnected && !loops.numbers.isEngineUp)
        try await engine.listen()
        try await eventually("a connection") { loops.link.isConnected && loops.numbers.isEngineUp }
        #expect(loops.numbers.connects == 1)
      }
    }
  }

  @Test func engineThatNeverAnswersIsOutOfReach() async throws {
    try await withFakeEngine { engine in
      engine.script { _ in .silence }
      try await pumping(engine, requestTimeout: .milliseconds(100)) { _, collector in
        try await eventually("two attempts") { collector.failures.count >= 2 }
        #expect(collector.connections.isEmpty)
        engine.script(nil)
        try await eventually("a connection") { !collector.connections.isEmpty }
      }
    }
  }

  @Test(arguments: [FakeCall.ping, .info, .ring, .stream]) func aWebPageInPlaceOfAnAnswerIsNoEngine(_ call: FakeCall) async throws {
    try await withFakeEngine { engine in
      engine.script { $0 == call ? .whole(status: 200, type: "text/html", body: "<html><body>Welcome</body></html>") : .usual }
      try await pumping(engine) { _, collector in
        // A ring that is a page is read as lines that are no events.
        if call != .ring {
          try await eventually("two attempts") { collector.failures.count >= 2 }
          #expect(collector.failures[0].contains("web page"), "\(collector.failures[0])")
          #expect(collector.connections.isEmpty)
        }
        engine.script(nil)
        try await eventually("a connection") { !collector.connections.isEmpty }
      }
    }
  }

  // MARK: Order

  @Test func whatHappenedBeforeTheFirstConnectIsNotTold() async throws {
    try await withFakeEngine { engine in
      happens("die", on: engine)
      happens("start", on: engine)
      try await pumping(engine) { _, collector in
        try await eventually("a connection") { engine.streamCount == 1 }
        happens("pause", on: engine)
        try await eventually("the live event") { collector.story.contains("event pause") }
        #expect(collector.story == ["connected", "event pause"])
      }
    }
  }

  @Test func afterAReconnectThePastComesBeforeAnythingLiveAndOnce() async throws {
    try await withFakeEngine { engine in
      try await pumping(engine) { loops, collector in
        try await eventually("a connection") { engine.streamCount == 1 }
        happens("pause", on: engine)
        try await eventually("the live event") { collector.story.contains("event pause") }
        engine.endStreams(inOrder: false)
        try await eventually("the end") { !collector.ends.isEmpty }
        happens("unpause", on: engine, onStreams: false)
        try await eventually("a second connection") { engine.streamCount == 1 && collector.connections.count == 2 }
        happens("stop", on: engine)
        try await eventually("the live event") { collector.story.contains("event stop") }
        #expect(
          collector.story == ["connected", "event pause", "disconnected", "connected", "past pause", "past unpause", "event stop"]
            || collector.story == ["connected", "event pause", "disconnected", "connected", "past pause", "event unpause", "event stop"])
        #expect(loops.numbers.connects == 2)
      }
    }
  }

  // MARK: Restart or cut line

  @Test func emptiedRingIsARestartAndKeptRingIsNot() async throws {
    try await withFakeEngine { engine in
      happens("pause", on: engine)
      try await pumping(engine) { _, collector in
        try await eventually("a connection") { engine.streamCount == 1 }
        await engine.stopListening()
        engine.endStreams(inOrder: false)
        try await eventually("an attempt") { !collector.failures.isEmpty }
        try await engine.listen()
        try await eventually("a second connection") { collector.connections.count == 2 && engine.streamCount == 1 }
        #expect(!collector.connections[1].engineRestarted && !collector.connections[1].isContinuous)

        await engine.die()
        happens("start", on: engine)
        try await engine.listen()
        try await eventually("a third connection") { collector.connections.count == 3 }
        #expect(collector.connections[2].engineRestarted && !collector.connections[2].isContinuous)
        #expect(collector.story.last == "past start" || collector.story.last == "connected")
      }
    }
  }

  @Test func cleanEndAndQuickReturnAreContinuous() async throws {
    try await withFakeEngine { engine in
      happens("pause", on: engine)
      try await pumping(engine) { _, collector in
        try await eventually("a connection") { engine.streamCount == 1 }
        engine.endStreams(inOrder: true)
        try await eventually("a second connection") { collector.connections.count == 2 }
        #expect(collector.ends.map(\.cause) == [.ended])
        // On a machine that took seconds for it, rightly not.
        if let away = collector.away, away < 4 { #expect(collector.connections[1].isContinuous) }
      }
    }
  }

  // MARK: Ends

  @Test func abandonedStreamIsReopened() async throws {
    try await withFakeEngine { engine in
      try await pumping(engine) { loops, collector in
        try await eventually("a connection") { engine.streamCount == 1 }
        // The engine sees the stream a moment before the pump reads it.
        try await eventually("its end") {
          loops.control.abandon("web was never announced")
          return !collector.ends.isEmpty
        }
        try await eventually("a second connection") { collector.connections.count >= 2 }
        #expect(collector.ends.first == Disconnection(cause: .silent, message: "web was never announced"))
      }
    }
  }

  @Test func overflowEndsTheStreamAndItIsReopenedWhenThereIsRoom() async throws {
    try await withFakeEngine { engine in
      let loops = try Loops(on: engine, capacity: 8192)
      let collector = Collector(loops.inbox)
      try await running([loops.pump]) {
        try await eventually("a connection") { engine.streamCount == 1 }
        let lines = (0..<500).map { web.line("update", at: Timestamp(nanoseconds: Timestamp.now().nanoseconds + $0)) + "\n" }
        engine.send(lines.joined().utf8)
        try await eventually("the end of the stream") { engine.streamCount == 0 }
        #expect(engine.count(of: .stream) == 1)
        try await running([collector]) {
          try await eventually("a second connection") { collector.connections.count == 2 }
          #expect(collector.ends.map(\.cause) == [.overflow])
        }
      }
    }
  }

  /// Verdicts wait for the stream's end: our own is not it.
  @Test func ownEndIsNotToldAsTheStreams() async throws {
    try await withFakeEngine { engine in
      let loops = try Loops(on: engine)
      try await running([loops.pump]) { try await eventually("a connection") { loops.numbers.connects == 1 } }
      #expect(loops.link.client == nil)
      let taken = await loops.inbox.take() ?? []
      #expect(taken.count == 1)
    }
  }

  @Test func ownEndWhileConnectingIsNoFailureOfTheEngine() async throws {
    try await withFakeEngine { engine in
      engine.script { _ in .silence }
      let loops = try Loops(on: engine, requestTimeout: .seconds(60))
      try await running([loops.pump]) { try await eventually("a request") { engine.count(of: .ping) == 1 } }
      loops.inbox.close()
      #expect(await loops.inbox.take() == nil)
    }
  }
}

extension Collector {
  /// Seconds between the first end and the connection after it.
  fileprivate var away: Double? {
    let all = observations
    guard let end = all.firstIndex(where: { if case .disconnected = $0.content { true } else { false } }),
      let again = all[end...].first(where: { if case .connected = $0.content { true } else { false } })
    else { return nil }
    return Double(again.arrival.uptime.since(all[end].arrival.uptime)) / 1e9
  }
}
