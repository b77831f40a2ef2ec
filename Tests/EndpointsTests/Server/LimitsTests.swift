import Testing
import Watch

@testable import Endpoints

/// Clients that ask for too much, too slowly, or not in HTTP.
@Suite struct LimitsTests {
  private func limits(_ change: (inout EndpointLimits) -> Void) -> EndpointLimits {
    var limits = EndpointLimits()
    change(&limits)
    return limits
  }

  /// More than sockets hold between a server and a client that does not read.
  private static let many: [ContainerView] = (0..<6000).map { .busy("c\($0)") }

  @Test(arguments: [
    ("GET /metrics HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "x", count: 20_000))\r\n\r\n", "HTTP/1.1 431 "),
    ("GET /metrics HTTP/1.1\r\nHost: x\r\n\((0..<150).map { "X\($0): x\r\n" }.joined())\r\n", "HTTP/1.1 431 "),
    ("GET /\(String(repeating: "x", count: 200_000)) HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 431 "),
    ("\u{16}\u{3}\u{1} hello\r\n\r\n", "HTTP/1.1 400 "), ("GET /metrics HTTP/1.1\r\nContent-Length: x\r\n\r\n", "HTTP/1.1 400 "),
  ])
  func whatIsNoDecentRequestIsRefusedInJSON(_ request: String, _ status: String) async throws {
    try await TestServer.with { server in
      let connection = try RawConnection(server.address)
      try? await connection.send(request)
      let answer = try await connection.receive(until: "\"}\n")
      #expect(answer.hasPrefix(status), "\(answer.prefix(200))")
      #expect(answer.contains("\r\n\r\n{\"error\":\""), "\(answer.prefix(200))")
    }
  }

  @Test func refusedBodyEndsTheConnection() async throws {
    try await TestServer.with(limits: limits { $0.refusedBody = .seconds(1) }) { server in
      let connection = try RawConnection(server.address)
      try await connection.send("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nabc")
      let answer = try await connection.receiveToEnd()
      #expect(answer.hasPrefix("HTTP/1.1 405 "))
      #expect(answer.lowercased().contains("connection: close"))
      #expect(answer.lowercased().contains("allow: get, head"))
    }
  }

  @Test func requestsInARowAreAnsweredInARow() async throws {
    try await TestServer.with { server in
      let connection = try RawConnection(server.address)
      try await connection.send(String(repeating: "GET /-/ready HTTP/1.1\r\nHost: x\r\n\r\n", count: 20) + "nonsense\r\n\r\n")
      let answer = try await connection.receiveToEnd()
      #expect(answer.matches(of: /HTTP\/1.1 200 OK/).count == 20)
    }
  }

  @Test(arguments: ["", "GET /metrics HTTP/1.1\r\nHost:", "GET /-/ready HTTP/1.1\r\nHost: x\r\n\r\n"])
  func idleConnectionIsClosed(_ sent: String) async throws {
    try await TestServer.with(limits: limits { $0.idle = .milliseconds(500) }) { server in
      let connection = try RawConnection(server.address)
      try await connection.send(sent)
      _ = try await connection.receiveToEnd()
    }
  }

  @Test func readerThatStandsStillIsCutOff() async throws {
    let limits = limits {
      $0.response = .seconds(2)
      $0.connections = 1
    }
    try await TestServer.with(.tcp(host: "127.0.0.1", port: 0), Self.many, limits: limits) { server in
      let stalled = try RawConnection(server.address, receiveBuffer: 4096)
      try await stalled.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
      // Two that come at once may be accepted at once: it is to be served before the other comes.
      let beginning = try await stalled.receive(until: "HTTP/1.1 200 OK")
      // There is room for one: the next is answered when the first is gone.
      let next = try RawConnection(server.address)
      try await next.send("GET /-/ready HTTP/1.1\r\nHost: x\r\n\r\n")
      _ = try await next.receive(until: "ready\n")
      let answer = beginning + (try await stalled.receiveToEnd())
      let length = answer.lowercased().firstMatch(of: /content-length: ([0-9]+)/).flatMap { Int($0.1) }
      #expect(answer.utf8.count < length ?? 0)
    }
  }

  @Test func connectionsOverTheLimitWaitTheirTurn() async throws {
    try await TestServer.with(limits: limits { $0.connections = 2 }) { server in
      var held = [try RawConnection(server.address), try RawConnection(server.address)]
      for connection in held {
        try await connection.send("GET /-/ready HTTP/1.1\r\nHost: x\r\n\r\n")
        _ = try await connection.receive(until: "ready\n")
      }
      let waiting = try RawConnection(server.address)
      try await waiting.send("GET /-/ready HTTP/1.1\r\nHost: x\r\n\r\n")
      held.removeFirst()
      let answer = try await waiting.receive(until: "ready\n")
      #expect(answer.hasPrefix("HTTP/1.1 200 "))
    }
  }

  @Test func idleConnectionsDoNotHoldUpTheEnd() async throws {
    let clock = ContinuousClock()
    var begin = clock.now
    try await TestServer.with { server in
      let idle = try RawConnection(server.address)
      try await idle.send("GET /-/ready HTTP/1.1\r\nHost: x\r\n\r\n")
      _ = try await idle.receive(until: "ready\n")
      let silent = try RawConnection(server.address)
      begin = clock.now
      await server.stop()
      let answers = [try await idle.receiveToEnd(), try await silent.receiveToEnd()]
      #expect(answers == ["", ""])
    }
    #expect(clock.now - begin < .seconds(5))
  }

  @Test func readerThatStandsStillDoesNotHoldUpTheEnd() async throws {
    let clock = ContinuousClock()
    var begin = clock.now
    var connection: RawConnection?
    try await TestServer.with(.tcp(host: "127.0.0.1", port: 0), Self.many) { server in
      connection = try RawConnection(server.address, receiveBuffer: 4096)
      try await connection?.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
      _ = try await server.request("/-/ready")
      begin = clock.now
    }
    #expect(clock.now - begin < .seconds(5))
    withExtendedLifetime(connection) {}
  }
}
