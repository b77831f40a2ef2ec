import NIOSSL
import Testing

@testable import DockerEngine

/// TLS to an engine that asks for client certificates, as `dockerd --tlsverify` does, and each way in which it goes wrong.
@Suite struct TLSTests {
  private let certificates: TestCertificates

  init() throws {
    certificates = try TestCertificates.shared.get()
  }

  private func ping(server: String = "server", wantsClientCertificate: Bool = true, client: EngineTLS) async throws -> EngineError? {
    let context = try certificates.serverContext(server, wantsClientCertificate: wantsClientCertificate)
    return try await withFakeEngine(at: .tls(server: context, client: client)) { _ in
      .ping("1.41")
    } _: { client, _ in
      do throws(EngineError) {
        try await client.ping()
        return nil
      } catch {
        return error
      }
    }
  }

  @Test func rightCertificatesGetAnAnswer() async throws {
    #expect(try await ping(client: certificates.client()) == nil)
    #expect(try await ping(wantsClientCertificate: false, client: certificates.client(nil)) == nil)
  }

  @Test func missingClientCertificateIsAskedFor() async throws {
    let error = try await ping(client: certificates.client(nil))
    #expect(error?.problem == .tls(.clientCertificateRequired), "\(String(describing: error))")
    #expect(error?.description.contains("the engine wants a client certificate. Set engine.tls.cert and engine.tls.key") == true)
  }

  @Test func clientCertificateOfAnotherAuthorityIsNamed() async throws {
    let error = try await ping(client: certificates.client("other-client"))
    #expect(error?.problem == .tls(.clientCertificateRejected("unknown CA")), "\(String(describing: error))")
  }

  @Test func expiredClientCertificateIsNamed() async throws {
    let error = try await ping(client: certificates.client("expired-client"))
    #expect(error?.problem == .tls(.clientCertificateExpired), "\(String(describing: error))")
  }

  @Test func badCertificateAsGoSaysItIsToldFromMissingAndExpired() {
    let rejected = EngineError.TLSProblem.clientCertificateRejected("bad certificate")
    #expect(rejected.refined(by: certificates.client(nil)) == .clientCertificateRequired)
    #expect(rejected.refined(by: certificates.client("expired-client")) == .clientCertificateExpired)
    #expect(rejected.refined(by: certificates.client("other-client")) == rejected)
    #expect(EngineError.TLSProblem.notSpoken.refined(by: certificates.client(nil)) == .notSpoken)
  }

  @Test func engineCertificateOfAnotherAuthorityIsNotTrusted() async throws {
    let error = try await ping(client: certificates.client(ca: "other-ca"))
    #expect(error?.problem == .tls(.engineCertificateNotTrusted), "\(String(describing: error))")
    #expect(error?.description.contains("Check engine.tls.ca (ca.pem), and the certificate's dates") == true)
  }

  @Test func expiredEngineCertificateIsNotTrusted() async throws {
    let error = try await ping(server: "expired-server", client: certificates.client())
    #expect(error?.problem == .tls(.engineCertificateNotTrusted), "\(String(describing: error))")
  }

  @Test func engineCertificateForAnotherNameIsNamed() async throws {
    let error = try await ping(server: "misnamed-server", client: certificates.client())
    #expect(error?.problem == .tls(.engineCertificateForAnotherName), "\(String(describing: error))")
  }

  @Test func withoutVerificationAnyEngineCertificateDoes() async throws {
    #expect(try await ping(server: "expired-server", client: certificates.client(ca: "other-ca", isVerified: false)) == nil)
  }

  @Test func plainHTTPWhereTLSIsWantedIsNamed() async throws {
    let engine = try await FakeEngine(at: .loopback) { _ in .ping("1.41") }
    guard case .tcp(let host, let port, _) = engine.host else { return }
    let client = try EngineClient(host: .tcp(host: host, port: port, tls: certificates.client()))
    let error = await #expect(throws: EngineError.self) { try await client.ping() }
    #expect(error?.problem == .tls(.notSpoken), "\(String(describing: error))")
    await client.shutdown()
    await engine.remove()
  }

  @Test(arguments: ["no-such.pem", "ca.key"]) func fileThatIsNoCertificateIsNamed(name: String) throws {
    let tls = EngineTLS(ca: certificates.path(name))
    let error = #expect(throws: EngineError.self) { try EngineClient(host: .tcp(host: "127.0.0.1", port: 1, tls: tls)) }
    #expect(error?.description.hasPrefix("TLS file \(certificates.path(name)): ") == true, "\(String(describing: error))")
  }

  @Test func fileThatIsNoKeyIsNamed() throws {
    let tls = EngineTLS(certificate: certificates.path("client.pem"), key: certificates.path("client.pem"))
    let error = #expect(throws: EngineError.self) { try EngineClient(host: .tcp(host: "127.0.0.1", port: 1, tls: tls)) }
    #expect(error?.description == "TLS file \(certificates.path("client.pem")): it is not an unencrypted PEM private key")
  }
}
