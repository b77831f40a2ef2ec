// The event stream and what goes wrong with it.

import DockerEngine
import Testing
import Watch

@testable import SimulatedEngine

@Suite struct StreamTests {
  @Test func theStreamBringsThePastAndThenWhatHappens() async throws {
    try await serving { engine in
      try engine.run("web")
    } _: { server, client in
      let ear = Ear()
      let stream = try await client.events(since: Timestamp(seconds: 1))
      async let listening: Void = ear.listen(stream)
      try await eventually("the past") { await ear.heard.count == 2 }
      try server.change { try $0.engine.exit("web", code: 3) }
      try await eventually("the exit") { await ear.heard.count == 3 }
      let last = await ear.heard.last
      #expect(last?.action == .die && last?.attributes.exitCode == 3)
      server.cutStreams(inOrder: true)
      await listening
      #expect(await ear.failure == nil)
    }
  }

  @Test func aStreamThatIsCutFails() async throws {
    try await serving { server, client in
      let ear = Ear()
      let stream = try await client.events(since: .present)
      async let listening: Void = ear.listen(stream)
      try await eventually("a reader") { server.readerCount == 1 }
      server.cutStreams()
      await listening
      #expect(await ear.failure != nil)
    }
  }

  @Test func stalledEventsComeLaterAndDroppedOnesNever() async throws {
    try await serving { engine in
      try engine.run("web")
    } _: { server, client in
      let ear = Ear()
      let stream = try await client.events(since: Timestamp.present.advanced(by: 3_600_000_000_000))
      async let listening: Void = ear.listen(stream)
      try await eventually("a reader") { server.readerCount == 1 }
      try server.change {
        $0.faults.stream = .stall
        try $0.engine.pause("web")
      }
      try server.change {
        $0.faults.stream = .drop
        try $0.engine.unpause("web")
      }
      try server.change {
        $0.faults.stream = nil
        try $0.engine.exit("web", code: 1)
      }
      try await eventually("the exit") { await ear.heard.contains { $0.action == .die } }
      #expect(await ear.heard.map(\.action) == [.pause, .die])
      let ring = try await client.ring(since: Timestamp(seconds: 1), until: .present, filtered: true)
      #expect(ring.items.count == 5)
      server.cutStreams(inOrder: true)
      await listening
    }
  }

  @Test func aShutdownEndsTheStreamAfterItsStopEvents() async throws {
    try await serving { engine in
      try engine.run("web", policy(.always))
    } _: { server, client in
      let ear = Ear()
      let stream = try await client.events(since: .present)
      async let listening: Void = ear.listen(stream)
      try await eventually("a reader") { server.readerCount == 1 }
      server.change { $0.engine.shutDown() }
      await listening
      #expect(await ear.heard.map(\.action) == [.kill, .die, .stop])
      await #expect(throws: EngineError.self) { try await client.ping() }
      server.change { $0.engine.boot() }
      try await eventually("the engine") { (try? await client.ping()) != nil }
      let ring = try await client.ring(since: Timestamp(seconds: 1), until: .present, filtered: true)
      #expect(ring.items.count == 1)
    }
  }

  @Test func aHeldSocketAcceptsAndAnswersWhenTheEngineIsBack() async throws {
    try await serving(isSocketHeld: true) { server, client in
      server.change { $0.engine.die() }
      async let answer = client.ping()
      try await eventually("a request that waits") { server.parkedCount == 1 }
      server.change { $0.engine.boot() }
      #expect(try await answer.apiVersion == APIVersion(1, 41))
    }
  }

  @Test func aBurstIsReadWithoutLoss() async throws {
    try await serving { engine in
      try EngineLoad(containerCount: 200).populate(&engine)
    } _: { server, client in
      let ear = Ear()
      let first = server.read { $0.engine.eventCount }
      let stream = try await client.events(since: .present)
      async let listening: Void = ear.listen(stream)
      try await eventually("a reader") { server.readerCount == 1 }
      let count = await server.play(EngineLoad(containerCount: 200), eventsPerSecond: 5000, for: .seconds(1))
      #expect(count > 0)
      server.change { $0.faults.stream = nil }
      let told = server.read { $0.engine.eventCount } - first
      #expect(told >= count)
      server.cutStreams(inOrder: true)
      await listening
      #expect(await ear.failure == nil)
      let heard = await ear.heard
      #expect(heard.count > count / 4, "\(heard.count) of \(count): probes and networks are filtered out")
      #expect(zip(heard, heard.dropFirst()).allSatisfy { $0.time < $1.time })
    }
  }
}
