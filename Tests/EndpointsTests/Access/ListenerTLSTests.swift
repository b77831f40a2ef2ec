import Foundation
import NIOSSL
import Testing

@testable import Endpoints

/// The listener under TLS: with and without client certificates, with a token, and under certificates that change.
@Suite struct ListenerTLSTests {
  private let certificates: ListenerCertificates

  init() throws {
    certificates = try ListenerCertificates.shared.get()
  }

  @Test func servesOverTLS() async throws {
    try await TestServer.with(access: try certificates.access()) { server in
      let answer = try await server.request("/metrics", tls: try certificates.client())
      #expect(answer.status == 200)
      #expect(String(decoding: answer.body, as: UTF8.self).contains("docker_container_info{"))
    }
  }

  @Test func plainRequestGetsNoAnswer() async throws {
    try await TestServer.with(access: try certificates.access()) { server in
      let connection = try RawConnection(server.address)
      try await connection.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(!(try await connection.receiveToEnd()).contains("HTTP/1.1"))
      let next = try await server.request("/-/ready", tls: try certificates.client())
      #expect(next.status == 200)
    }
  }

  @Test func tls11IsRefused() async throws {
    var old = try certificates.client()
    old.minimumTLSVersion = .tlsv1
    old.maximumTLSVersion = .tlsv11
    try await TestServer.with(access: try certificates.access()) { [old] server in
      await #expect(throws: NIOSSLError.self) { try await server.request("/metrics", tls: old) }
      var tls12 = old
      tls12.maximumTLSVersion = .tlsv12
      let answer = try await server.request("/-/ready", tls: tls12)
      #expect(answer.status == 200)
    }
  }

  // MARK: Client certificates

  @Test func clientWithACertificateOfTheAuthorityIsAnswered() async throws {
    try await TestServer.with(access: try certificates.access(clientCA: "ca")) { server in
      for path in ["/metrics", "/api/v1/containers", "/", "/-/healthy"] {
        let answer = try await server.request(path, tls: try certificates.client("client"))
        #expect(answer.status == 200)
      }
    }
  }

  @Test func clientWithoutACertificateSeesTheProbesOnly() async throws {
    try await TestServer.with(access: try certificates.access(clientCA: "ca")) { server in
      let client = try certificates.client()
      for path in ["/metrics", "/api/v1/containers", "/", "/nothing"] {
        let answer = try await server.request(path, tls: client)
        #expect(answer.status == 403)
        #expect(
          String(decoding: answer.body, as: UTF8.self) == "{\"error\":\"a client certificate is needed here, and none was shown\"}\n")
      }
      for path in ["/-/healthy", "/-/ready"] {
        let answer = try await server.request(path, tls: client)
        #expect(answer.status == 200)
      }
    }
  }

  @Test(arguments: ["other-client", "expired-client"])
  func wrongCertificateEndsTheHandshake(_ name: String) async throws {
    try await TestServer.with(access: try certificates.access(clientCA: "ca")) { server in
      let client = try certificates.client(name)
      for path in ["/metrics", "/-/healthy"] {
        await #expect(throws: (any Error).self) { try await server.request(path, tls: client) }
      }
      let next = try await server.request("/metrics", tls: try certificates.client("client"))
      #expect(next.status == 200)
    }
  }

  @Test func certificateAndTokenAreBothNeeded() async throws {
    try await TestServer.with(access: try certificates.access(clientCA: "ca", token: "right")) { server in
      let right = [("Authorization", "Bearer right")]
      let none = try await server.request("/metrics", tls: try certificates.client("client"))
      #expect(none.status == 401)
      #expect(none.headers["www-authenticate"] == "Bearer realm=\"dogwatch\"")
      let bare = try await server.request("/metrics", headers: right, tls: try certificates.client())
      #expect(bare.status == 403)
      let both = try await server.request("/metrics", headers: right, tls: try certificates.client("client"))
      #expect(both.status == 200)
    }
  }

  // MARK: Changes while it serves

  @Test func tokenChangesWithTheNextRequest() async throws {
    try await TestServer.with { server in
      func status(_ path: String = "/metrics", token: String? = nil) async throws -> Int {
        let headers = token.map { [("Authorization", "Bearer \($0)")] } ?? []
        return try await server.request(path, headers: headers).status
      }
      let free = try await status()
      server.access.replace(with: ListenerAccess(bearerToken: BearerToken("one")))
      let withOne = [try await status(), try await status(token: "one"), try await status(token: "two")]
      server.access.replace(with: ListenerAccess(bearerToken: BearerToken("two")))
      let withTwo = [try await status(token: "one"), try await status(token: "two"), try await status("/-/ready")]
      #expect(free == 200)
      #expect(withOne == [401, 200, 401])
      #expect(withTwo == [401, 200, 200])
    }
  }

  /// Who trusts the renewed one's authority alone can only be answered once it is in force.
  @Test func renewedCertificateServesNewConnections() async throws {
    var trusting = try certificates.client()
    trusting.trustRoots = .file(certificates.path("other-ca.pem"))
    try await TestServer.with(access: try certificates.access()) { [certificates, trusting] server in
      await #expect(throws: NIOSSLError.self) { try await server.request("/metrics", tls: trusting) }
      server.access.replace(with: try certificates.access(server: "renewed-server"))
      let answer = try await server.request("/metrics", tls: trusting)
      #expect(answer.status == 200)
    }
  }

  @Test func connectionUnderOlderAuthoritiesEndsAtItsNextRequest() async throws {
    try await TestServer.with(access: try certificates.access(clientCA: "ca")) { server in
      let request = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
      let (certificates, address, access) = (certificates, server.address, server.access)
      let last = try await SecureConnection.with(address, try certificates.client("client")) { ends in
        try await ends.send(request)
        #expect(await ends.receive(until: "process_start_time_seconds ").hasPrefix("HTTP/1.1 200 "))
        access.replace(with: try certificates.access(clientCA: "other-ca"))
        try await ends.send(request)
        return await ends.receiveToEnd()
      }
      #expect(!last.contains("HTTP/1.1"))
      await #expect(throws: (any Error).self) { try await server.request("/metrics", tls: try certificates.client("client")) }
      let other = try await server.request("/metrics", tls: try certificates.client("other-client"))
      #expect(other.status == 200)
    }
  }

  @Test func sameCertificatesReadAgainEndNoConnection() async throws {
    try await TestServer.with(access: try certificates.access()) { server in
      let request = "GET /-/ready HTTP/1.1\r\nHost: x\r\n\r\n"
      let (certificates, address, access) = (certificates, server.address, server.access)
      let second = try await SecureConnection.with(address, try certificates.client()) { ends in
        try await ends.send(request)
        _ = await ends.receive(until: "ready\n")
        access.replace(with: try certificates.access())
        try await ends.send(request)
        return await ends.receive(until: "ready\n")
      }
      #expect(second.hasPrefix("HTTP/1.1 200 "))
    }
  }

  // MARK: Files

  @Test func expiredCertificateIsNoticed() throws {
    #expect(try certificates.access(server: "expired-server").tls?.isExpired == true)
    #expect(try certificates.access().tls?.isExpired == false)
  }

  @Test func fileThatCannotBeUsedIsNamed() throws {
    let path = certificates.path
    func problem(_ cert: String, _ key: String, _ clientCA: String? = nil) -> ListenerTLSError? {
      #expect(throws: ListenerTLSError.self) { try ListenerTLS(cert: cert, key: key, clientCA: clientCA) }
    }
    let (pem, key) = (path("server.pem"), path("server.key"))
    #expect(problem("/nowhere.pem", key)?.file == .cert)
    #expect(problem(key, key)?.description == "\(key): it holds no PEM certificate that can be read")
    #expect(problem(pem, pem)?.description == "\(pem): it holds no unencrypted PEM private key that can be read")
    #expect(problem(pem, path("encrypted.key"))?.file == .key)
    #expect(problem(pem, path("client.key"))?.description == "\(path("client.key")): it does not fit the certificate in \(pem)")
    #expect(problem(pem, key, key)?.file == .clientCA)
  }
}
