import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import NIOPosix
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
      // Nobody is to leave for another, however long a greeting or a request takes.
      $0.patience = .seconds(600)
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

  /// Whether it has asked nothing, or has had its answer.
  @Test(arguments: ["", "GET /metrics HTTP/1.1\r\nHost:", "GET /-/ready HTTP/1.1\r\nHost: x\r\n\r\n"])
  func oneThatComesTakesThePlaceOfTheOneThatHasWaitedLongest(_ sent: String) async throws {
    let limits = limits {
      $0.connections = 2
      $0.idle = .seconds(600)
      $0.patience = .milliseconds(100)
    }
    // One thread, as the daemon's listener has: of two, one could be so late that the second is seen to wait before the first.
    let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    try await TestServer.with(limits: limits, on: threads) { server in
      let first = try RawConnection(server.address)
      try await first.send(sent)
      if sent.hasSuffix("\r\n\r\n") { _ = try await first.receive(until: "ready\n") }
      let second = try RawConnection(server.address)
      try await second.send("GET /-/ready HTTP/1.1\r\nHost: x\r\n\r\n")
      _ = try await second.receive(until: "ready\n")
      let third = try RawConnection(server.address)
      try await third.send("GET /-/ready HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await third.receive(until: "ready\n").hasPrefix("HTTP/1.1 200 "))
      _ = try await first.receiveToEnd()
      // It had waited for less long.
      try await second.send("GET /-/ready HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await second.receive(until: "ready\n").hasPrefix("HTTP/1.1 200 "))
    }
    try await threads.shutdownGracefully()
  }

  /// A read accepts as many as wait; whether there is a place is asked before each.
  @Test func ofSeveralThatComeAtOnceNoMoreAreAcceptedThanThereArePlaces() async throws {
    let request = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
    // Nobody is to leave for another, however long it takes until a request is read.
    let limits = limits {
      $0.connections = 1
      $0.patience = .seconds(600)
    }
    try await TestServer.with(.tcp(host: "127.0.0.1", port: 0), Self.many, limits: limits) { server in
      func stalled() async throws -> RawConnection {
        let connection = try RawConnection(server.address, receiveBuffer: 4096)
        try await connection.send(request)
        return connection
      }
      var first: RawConnection? = try await stalled()
      _ = try await first?.receive(until: "HTTP/1.1 200 OK")
      let others = [try await stalled(), try await stalled(), try await stalled()]
      try await ListenQueue.become(3, at: server.address)
      first = nil
      _ = try await others[0].receive(until: "HTTP/1.1 200 OK")
      #expect(ListenQueue.length(server.address) == 2)
    }
  }

  /// As many as a scanner or a broken client may bring, of which the last hundreds stay open.
  @Test func thousandsOfSilentConnectionsKeepNobodyOut() async throws {
    let limits = limits {
      $0.connections = 32
      $0.idle = .seconds(600)
      // Longer than it takes until the request of one that does ask is read.
      $0.patience = .milliseconds(100)
    }
    try await TestServer.with(limits: limits) { server in
      async let crowd = NIOThreadPool.singleton.runIfActive { [address = server.address] in
        var open: [RawConnection] = []
        for number in 0..<1000 {
          open.append(try RawConnection(address))
          if number % 3 == 0 { try? open.last?.sendAtOnce("GET /metr") }
          if open.count > 150 { open.removeFirst() }
        }
        return open
      }
      // Who is slower to ask than that, on a busy machine, loses the place as well, and comes again.
      func isAnswered(_ path: String) async -> Bool {
        for _ in 0..<100 {
          if let answer = try? await server.request(path, headers: [("Connection", "close")]) { return answer.status == 200 }
        }
        return false
      }
      for _ in 0..<5 { #expect(await isAnswered("/-/ready")) }
      let open = try await crowd
      #expect(await isAnswered("/metrics"))
      withExtendedLifetime(open) {}
    }
  }

  /// Accepted, and then there is nobody to serve it. NIO traps when the channel is let go open.
  @Test func connectionThatNobodyServesAnyMoreIsClosed() async throws {
    let sources = EndpointSources(
      snapshot: LatestSnapshot(), transitions: TransitionLog(), metrics: DaemonMetrics(version: "1.2.3"))
    let access = AccessControl()
    let setup = ListenerChannel(
      access: access, responder: Responder(sources: sources, limits: EndpointLimits(), access: access),
      roster: ConnectionRoster(limit: 1, patience: .seconds(1)), configuration: HTTP1Channel.Configuration())
    let channel = NIOAsyncTestingChannel()
    try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
    let logger = Logger(label: "test")
    var value: ListenerChannel.Value? = try await channel.eventLoop.flatSubmit { setup.setup(channel: channel, logger: logger) }.get()
    #expect(value?.channel.isActive == true)
    value = nil
    try await channel.closeFuture.get()
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
    #expect(clock.now - begin < .seconds(30))
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
    #expect(clock.now - begin < .seconds(30))
    withExtendedLifetime(connection) {}
  }
}
