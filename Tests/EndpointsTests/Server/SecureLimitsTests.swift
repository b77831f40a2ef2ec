import Testing
import Watch

@testable import Endpoints

/// The limits hold under TLS too, and for clients that never get to it.
@Suite struct SecureLimitsTests {
  private let certificates: ListenerCertificates
  private static let request = "GET /-/ready HTTP/1.1\r\nHost: x\r\n\r\n"

  init() throws {
    certificates = try ListenerCertificates.shared.get()
  }

  private func limits(_ change: (inout EndpointLimits) -> Void) -> EndpointLimits {
    var limits = EndpointLimits()
    change(&limits)
    return limits
  }

  @Test func headersThatAreTooLargeAreRefused() async throws {
    try await TestServer.with(access: try certificates.access()) { server in
      let answer = try await SecureConnection.with(server.address, try certificates.client()) { ends in
        try await ends.send("GET /metrics HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "x", count: 20_000))\r\n\r\n")
        return await ends.receive(until: "\"}\n")
      }
      #expect(answer.hasPrefix("HTTP/1.1 431 "), "\(answer.prefix(200))")
    }
  }

  @Test(arguments: ["", "GET /metrics HTTP/1.1\r\nHost:", request])
  func idleConnectionIsClosed(_ sent: String) async throws {
    try await TestServer.with(limits: limits { $0.idle = .seconds(1) }, access: try certificates.access()) { server in
      _ = try await SecureConnection.with(server.address, try certificates.client()) { ends in
        if !sent.isEmpty { try await ends.send(sent) }
        return await ends.receiveToEnd()
      }
    }
  }

  /// Nothing, and the beginning of a greeting: a record of 512 bytes of which one comes.
  @Test(arguments: ["", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}"])
  func handshakeThatDoesNotComeIsNotWaitedFor(_ sent: String) async throws {
    let limits = limits {
      $0.idle = .seconds(1)
      $0.connections = 1
    }
    try await TestServer.with(limits: limits, access: try certificates.access()) { server in
      let silent = try RawConnection(server.address)
      if !sent.isEmpty { try await silent.send(sent) }
      // There is room for one: the next is answered when the first is gone.
      let next = try await server.request("/-/ready", tls: try certificates.client())
      #expect(next.status == 200)
      _ = try await silent.receiveToEnd()
    }
  }

  @Test func readerThatStandsStillIsCutOff() async throws {
    let limits = limits {
      $0.response = .seconds(2)
      $0.connections = 1
      // Nobody is to leave for another, however long a greeting or a request takes.
      $0.patience = .seconds(600)
    }
    let many: [ContainerView] = (0..<6000).map { .busy("c\($0)") }
    try await TestServer.with(.tcp(host: "127.0.0.1", port: 0), many, limits: limits, access: try certificates.access()) { server in
      let (address, client) = (server.address, try certificates.client())
      let answer = try await SecureConnection.with(address, client) { ends in
        try await ends.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        // Two that come at once may be accepted at once: it is to be served before the other comes.
        let beginning = await ends.receive(until: "HTTP/1.1 200 OK")
        // There is room for one: the next is answered when the first is gone.
        let next = try await server.request("/-/ready", tls: client)
        #expect(next.status == 200)
        return beginning + (await ends.receiveToEnd())
      }
      let length = answer.lowercased().firstMatch(of: /content-length: ([0-9]+)/).flatMap { Int($0.1) }
      #expect(answer.utf8.count < length ?? 0)
    }
  }

  @Test func neitherIdleNorStalledConnectionsHoldUpTheEnd() async throws {
    let clock = ContinuousClock()
    let many: [ContainerView] = (0..<6000).map { .busy("c\($0)") }
    try await TestServer.with(.tcp(host: "127.0.0.1", port: 0), many, access: try certificates.access()) { server in
      let (address, client) = (server.address, try certificates.client())
      let silent = try RawConnection(address)
      try await SecureConnection.with(address, client) { idle in
        try await idle.send(Self.request)
        _ = await idle.receive(until: "ready\n")
        try await SecureConnection.with(address, client) { stalled in
          try await stalled.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
          _ = await stalled.receive(until: "HTTP/1.1 200")
          let began = clock.now
          await server.stop()
          _ = try await silent.receiveToEnd()
          _ = await stalled.receiveToEnd()
          #expect(clock.now - began < .seconds(15))
        }
        _ = await idle.receiveToEnd()
      }
    }
  }
}
