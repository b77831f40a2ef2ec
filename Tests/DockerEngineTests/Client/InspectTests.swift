import Testing
import Watch

@testable import DockerEngine

/// How an inspect tells an engine that goes down from a container that is gone.
@Suite struct InspectTests {
  private let id = ContainerID("abc")

  @Test func containerIsFound() async throws {
    try await withFakeEngine { request in
      request.call == "/_ping" ? .ping("1.41") : .body(#"{"Id":"abc","Name":"/web","State":{"Status":"exited","ExitCode":6}}"#)
    } _: { client, engine in
      let answer = await client.inspect(id)
      guard case .found(let inspection) = answer.result else {
        Issue.record("\(answer)")
        return
      }
      #expect(inspection.state.exitCode == 6)
      #expect(engine.requests.last?.path == "/v1.41/containers/abc/json")
    }
  }

  @Test func containerThatIsGoneIsMissing() async throws {
    try await withFakeEngine {
      $0.call == "/_ping" ? .ping("1.41") : .error(404, "No such container: abc")
    } _: { client, _ in
      let answer = await client.inspect(id)
      guard case .missing = answer.result else {
        Issue.record("\(answer)")
        return
      }
    }
  }

  @Test func pageNotFoundOfAStrangerIsNoMissingContainer() async throws {
    try await withFakeEngine { request in
      request.call == "/_ping" ? .ping("1.41") : .body("404 page not found\n", status: 404)
    } _: { client, _ in
      let answer = await client.inspect(id)
      guard case .failed = answer.result else {
        Issue.record("\(answer)")
        return
      }
    }
  }

  @Test(arguments: [FakeAnswer.error(500, "devmapper: oops"), .body("{", status: 200), .body("{}", status: 200)])
  func otherAnswersFail(answer: FakeAnswer) async throws {
    try await withFakeEngine {
      $0.call == "/_ping" ? .ping("1.41") : answer
    } _: { client, _ in
      let answer = await client.inspect(id)
      guard case .failed(let words) = answer.result else {
        Issue.record("\(answer)")
        return
      }
      #expect(words.contains("GET /v1.41/containers/abc/json"))
    }
  }

  @Test func listenerThatIsClosedLeavesItUnansweredThoughOldConnectionsWork() async throws {
    try await withFakeEngine { request in
      request.call == "/_ping"
        ? FakeAnswer(pieces: FakeAnswer.ping("1.41").pieces, ending: .keepAlive) : .body(#"{"Id":"abc","State":{}}"#)
    } _: { client, engine in
      try await client.ping()
      await engine.stopListening()
      let answer = await client.inspect(id)
      guard case .unanswered(let words) = answer.result else {
        Issue.record("\(answer)")
        return
      }
      #expect(words.contains("nobody listens") || words.contains("does not exist"), "\(words)")
    }
  }

  @Test(arguments: [
    FakeAnswer.hang, .reset, FakeAnswer(pieces: []),
    FakeAnswer(pieces: [Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Id\":".utf8)], ending: .hang),
    FakeAnswer(pieces: [Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Id\":".utf8)], ending: .close),
    .body("<html>503 Service Unavailable</html>", status: 503, headers: ["Content-Type: text/html"]),
  ])
  func resetHangAndHalfAnswersLeaveItUnanswered(answer: FakeAnswer) async throws {
    try await withFakeEngine(requestTimeout: .seconds(2)) { request in
      request.call == "/_ping" ? .ping("1.41") : answer
    } _: { client, _ in
      let answer = await client.inspect(id)
      guard case .unanswered = answer.result else {
        Issue.record("\(answer)")
        return
      }
    }
  }

  @Test func requestThatHungIsNotServedByItsConnectionLater() async throws {
    try await withFakeEngine(requestTimeout: .seconds(2)) { request in
      request.call == "/_ping" ? .ping("1.41") : .hang
    } _: { client, engine in
      try await client.ping()
      for _ in 0..<3 { _ = await client.inspect(id) }
      #expect(engine.requests.map(\.connection) == [1, 2, 3, 4])
    }
  }
}
