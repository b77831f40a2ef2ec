import Testing
import Watch

@testable import Endpoints

/// Server-sent events on a real socket.
@Suite struct LiveStreamTests {
  private static let request = "GET /page.events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n"

  private func limits(_ change: (inout EndpointLimits) -> Void) -> EndpointLimits {
    var limits = EndpointLimits()
    change(&limits)
    return limits
  }

  /// A listener that has heard the first version.
  private func listen(_ server: TestServer) async throws -> (connection: RawConnection, heard: String) {
    let connection = try RawConnection(server.address)
    try await connection.send(Self.request)
    return (connection, try await connection.receive(until: "\n\n\r\n"))
  }

  private func version(_ text: String) -> Substring? { text.firstMatch(of: /data:([0-9a-z]+)\n\n/)?.1 }

  @Test func listenerHearsTheVersionOfThePageAndThenWhatIsNew() async throws {
    try await TestServer.with { server in
      let page = String(decoding: try await server.request("/").body, as: UTF8.self)
      let (connection, heard) = try await listen(server)
      #expect(heard.hasPrefix("HTTP/1.1 200 OK\r\n") && heard.contains("text/event-stream"))
      let first = try #require(version(heard))
      #expect(page.contains("data-version=\"\(first)\""))
      // What only confirms what is known makes no page old.
      server.sources.snapshot.publish(.of([.busy("web")], confirmedUpTo: .at(200)))
      server.sources.alerts.publish([.exited("web")])
      let second = try #require(version(try await connection.receive(until: "\n\n")))
      #expect(second != first)
      #expect(String(decoding: try await server.request("/").body, as: UTF8.self).contains("data-version=\"\(second)\""))
    }
  }

  @Test func listenerDoesNotHoldUpTheEnd() async throws {
    try await TestServer.with(limits: limits { $0.shutdown = .seconds(60) }) { server in
      let (connection, _) = try await listen(server)
      await server.stop()
      // The end of the stream in good order, and of the connection: far before responses that are still written are cut off.
      #expect(try await connection.receiveToEnd().hasSuffix("0\r\n\r\n"))
    }
  }

  @Test func streamEndsWhenItHasLastedLongEnough() async throws {
    try await TestServer.with(limits: limits { $0.stream = .zero }) { server in
      let connection = try RawConnection(server.address)
      try await connection.send(Self.request)
      #expect(try await connection.receive(until: "0\r\n\r\n").hasPrefix("HTTP/1.1 200 OK\r\n"))
    }
  }

  @Test func listenersTakeNoPlaceFromOthersAndGiveTheirsBack() async throws {
    try await TestServer.with(limits: limits { $0.streams = 1 }) { server in
      var first: RawConnection? = try await listen(server).connection
      let refused = try await server.request("/page.events")
      #expect(refused.status == 503 && refused.headers["retry-after"] == "30")
      #expect(try await server.request("/metrics").status == 200)
      first = nil
      var answer = ""
      repeat {
        let connection = try RawConnection(server.address)
        // A refusal is read to its end.
        try await connection.send("GET /page.events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = try await connection.receive(until: "\n\n")
        if !answer.hasPrefix("HTTP/1.1 200 ") { try await Task.sleep(for: .milliseconds(100)) }
      } while !answer.hasPrefix("HTTP/1.1 200 ")
      withExtendedLifetime(first) {}
    }
  }

  @Test func streamEndsWithTheTokenItWasOpenedBy() async throws {
    let access = ListenerAccess(bearerToken: BearerToken("one"))
    try await TestServer.with(access: access) { server in
      let connection = try RawConnection(server.address)
      try await connection.send("GET /page.events HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await connection.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 401 "))
      let listener = try RawConnection(server.address)
      try await listener.send("GET /page.events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer one\r\n\r\n")
      _ = try await listener.receive(until: "data:")
      server.access.replace(with: ListenerAccess(bearerToken: BearerToken("two")))
      _ = try await listener.receive(until: "0\r\n\r\n")
    }
  }

  @Test func headHasNoStream() async throws {
    try await TestServer.with { server in
      let head = try await server.request("/page.events", method: "HEAD")
      #expect(head.status == 200 && head.headers["content-type"] == "text/event-stream" && head.body.isEmpty)
    }
  }
}
