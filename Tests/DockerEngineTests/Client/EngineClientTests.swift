import Testing
import Watch

@testable import DockerEngine

@Suite struct EngineClientTests {
  @Test func pingNegotiatesAndEveryOtherRequestUsesIt() async throws {
    try await withFakeEngine { request in
      switch request.call {
      case "/_ping": .ping("1.41")
      case "/info": .body(#"{"Name":"host1","ServerVersion":"20.10.24","SystemTime":"2026-01-02T03:04:05Z"}"#)
      default: .error(404, "page not found")
      }
    } _: { client, engine in
      let ping = try await client.ping()
      #expect(ping.apiVersion == APIVersion(1, 41))
      #expect(ping.engineTime == Timestamp(rfc3339: "2025-11-24T03:04:05Z"))
      #expect(!ping.isPodman)
      let info = try await client.info()
      #expect(
        info == EngineInfo(name: "host1", version: "20.10.24", liveRestore: false, systemTime: Timestamp(rfc3339: "2026-01-02T03:04:05Z")))
      #expect(engine.requests.map(\.path) == ["/_ping", "/v1.41/info"])
    }
  }

  @Test func firstRequestPingsByItself() async throws {
    try await withFakeEngine {
      $0.call == "/_ping" ? .ping("1.55") : .body("[]")
    } _: { client, engine in
      _ = try await client.list()
      #expect(engine.requests.map(\.path) == ["/_ping", "/v1.51/containers/json?all=1"])
      #expect(client.apiVersion == APIVersion(1, 51))
    }
  }

  @Test func podmanIsNoticed() async throws {
    try await withFakeEngine { _ in
      .ping("1.41", headers: ["Libpod-API-Version: 5.4.0"])
    } _: { client, _ in
      let ping = try await client.ping()
      #expect(ping.libpodVersion == "5.4.0")
      #expect(ping.isPodman)
    }
  }

  @Test func everyRequestHasAConnectionOfItsOwn() async throws {
    try await withFakeEngine { request in
      request.call == "/_ping" ? keptAlive(.ping("1.41")) : keptAlive(.body("[]"))
    } _: { client, engine in
      for _ in 0..<3 { _ = try await client.list() }
      #expect(engine.requests.map(\.connection) == [1, 2, 3, 4])
      #expect(engine.requests.allSatisfy { $0.headers["connection"] == "close" })
    }
  }

  @Test func hostHeaderNamesNoSocketPath() async throws {
    try await withFakeEngine { _ in
      .ping("1.41")
    } _: { client, engine in
      try await client.ping()
      #expect(engine.requests.first?.headers["host"] == "docker")
    }
    try await withFakeEngine(at: .loopback) { _ in
      .ping("1.41")
    } _: { client, engine in
      try await client.ping()
      #expect(engine.requests.first?.headers["host"] == engine.host.description.replacing("tcp://", with: ""))
    }
  }

  @Test func listKnowsWhenItWasAskedAndTheEnginesClock() async throws {
    let before = Uptime.now()
    try await withFakeEngine { request in
      let row = #"{"Id":"abc","Names":["/web"],"State":"running","Status":"Up 1 second (healthy)"}"#
      return request.call == "/_ping"
        ? .ping("1.41") : .body("[\(row),{}]", headers: ["Date: Mon, 24 Nov 2025 03:04:05 GMT"])
    } _: { client, _ in
      let answer = try await client.list()
      #expect(answer.skippedRows == 1)
      #expect(answer.listing.rows == [.init(id: ContainerID("abc"), name: ContainerName("web"), state: .running, health: .healthy)])
      #expect(answer.listing.engineTime == Timestamp(rfc3339: "2025-11-24T03:04:05Z"))
      #expect(answer.listing.requestedAt >= before && answer.listing.requestedAt <= Uptime.now())
    }
  }

  @Test func ringCountsLinesOfAllTypes() async throws {
    let events = (0..<256).map { index in
      index % 2 == 0
        ? #"{"Type":"container","Action":"die","Actor":{"ID":"a"},"time":\#(index)}"# : #"{"Type":"network","Action":"connect","time":1}"#
    }
    let body = events.joined(separator: "\n") + "\n"
    try await withFakeEngine {
      $0.call == "/_ping" ? .ping("1.41") : .body(body)
    } _: { client, engine in
      let ring = try await client.ring(since: Timestamp(nanoseconds: 1_000_000_005), until: Timestamp(seconds: 9), filtered: false)
      #expect(ring.lineCount == RingAnswer.capacity)
      #expect(ring.items.count { $0 != .foreign } == 128)
      #expect(engine.requests.last?.path == "/v1.41/events?since=1.000000005&until=9.000000000")
    }
  }

  @Test func aBodyLongerThanItsBoundIsRefused() async throws {
    let body = String(repeating: " ", count: 5 << 20)
    try await withFakeEngine {
      $0.call == "/_ping" ? .ping("1.41") : .body(body)
    } _: { client, _ in
      let error = await #expect(throws: EngineError.self) { try await client.info() }
      #expect(error?.problem == .tooLarge(limit: 4 << 20))
    }
  }

  @Test func clientThatIsLetGoWithoutShutdownClosesByItself() async throws {
    let engine = try await FakeEngine { _ in .ping("1.41") }
    for _ in 0..<3 {
      let ping = try await EngineClient(host: engine.host).ping()
      #expect(ping.apiVersion == APIVersion(1, 41))
    }
    await engine.remove()
  }

  @Test func cancelledRequestEndsAtOnceAndSaysSo() async throws {
    try await withFakeEngine(requestTimeout: .seconds(600)) { _ in
      .hang
    } _: { client, _ in
      let asking = Task { try await client.ping() }
      asking.cancel()
      let error = await #expect(throws: EngineError.self) { try await asking.value }
      #expect(error?.problem == .cancelled)
    }
  }

  @Test func manyRequestsAtOnceAllGetTheirAnswers() async throws {
    try await withFakeEngine { request in
      request.call == "/_ping" ? .ping("1.41") : .body(#"{"Id":"x","State":{}}"#)
    } _: { client, _ in
      try await client.ping()
      let found = await withTaskGroup(of: Bool.self) { group in
        for index in 0..<64 {
          group.addTask { if case .found = await client.inspect(ContainerID("\(index)")).result { true } else { false } }
        }
        return await group.reduce(into: 0) { count, isFound in count += isFound ? 1 : 0 }
      }
      #expect(found == 64)
    }
  }
}

/// The same answer, with the connection left open for another request.
private func keptAlive(_ answer: FakeAnswer) -> FakeAnswer {
  FakeAnswer(pieces: answer.pieces, ending: .keepAlive)
}
