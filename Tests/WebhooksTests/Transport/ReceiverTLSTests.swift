// Certificates of receivers, right and wrong.

import Testing
import Watch

@testable import Webhooks

@Suite struct ReceiverTLSTests {
  private let certificates: TestCertificates

  init() throws {
    certificates = try TestCertificates.shared.get()
  }

  /// The first result of a delivery to a receiver with that certificate, trusting that authority, while another receiver gets its own.
  private func result(server: String, authority: String?) async throws -> AttemptResult {
    let receiver = try await FakeReceiver(tls: try certificates.serverContext(server))
    let other = try await FakeReceiver()
    let settings = try ReceiverSettings.test(receiver.url("/s3cr3t-path"), authorities: authority.map { certificates.path("\($0).pem") })
    var result: AttemptResult?
    try await withCourier(settings) { courier, results in
      try await withCourier(try .test(other.url())) { otherCourier, otherResults in
        courier.offer([.test(1)])
        otherCourier.offer([.test(2)])
        try await eventually("an attempt has ended") { !results.of(1).isEmpty && otherResults.isDelivered(2) }
        result = results.of(1).first
      }
    }
    await receiver.stop()
    await other.stop()
    return try #require(result)
  }

  @Test func privateAuthorityIsTrusted() async throws {
    #expect(try await result(server: "server", authority: "ca").outcome == .delivered)
  }

  @Test(arguments: [("server", "other-ca"), ("expired-server", "ca"), ("server", nil)] as [(String, String?)])
  func certificateThatIsNotTrustedIsNamed(server: String, authority: String?) async throws {
    let result = try await result(server: server, authority: authority)
    #expect(result.requests.map(\.code) == [.error] && result.attempts.failures == 1)
    let problem = try #require(result.problem)
    #expect(problem.contains("is not trusted: signed by an unknown authority, or expired") && !problem.contains("s3cr3t"), "\(problem)")
  }

  @Test func certificateForAnotherHostIsNamed() async throws {
    let result = try await result(server: "misnamed-server", authority: "ca")
    #expect(result.problem?.contains("is for another name") == true, "\(result.problem ?? "-")")
  }

  @Test func plainHTTPWhereTLSIsSpokenIsNamed() async throws {
    let receiver = try await FakeReceiver()
    try await withCourier(try .test("https://127.0.0.1:\(receiver.port)/", timeout: .seconds(5))) { courier, results in
      courier.offer([.test(1)])
      try await eventually("an attempt has ended") { !results.of(1).isEmpty }
      #expect(results.of(1)[0].requests.map(\.code) != [.success] && results.of(1)[0].problem?.isEmpty == false)
    }
    await receiver.stop()
  }

  @Test(arguments: ["no-such.pem", "ca.key"]) func fileWithoutCertificatesIsNamed(name: String) throws {
    let path = certificates.path(name)
    let settings = try ReceiverSettings.test("https://127.0.0.1:1/", authorities: path)
    let error = #expect(throws: ReceiverError.self) { try Courier(settings, version: "1", now: hostClocks) { _ in } }
    #expect(error?.description.hasPrefix("tls.ca \(path): ") == true, "\(String(describing: error))")
  }
}
