import HTTPTypes
import NIOCore
import Testing

@testable import Endpoints

/// Who is answered, without a socket.
@Suite struct AdmissionTests {
  private func status(
    _ path: String, token: String? = "right", authorization: String? = nil, method: HTTPRequest.Method = .get
  ) -> HTTPResponse.Status? {
    refusal(path, token: token, authorization: authorization, method: method)?.status
  }

  private func refusal(
    _ path: String, token: String? = "right", authorization: String?, method: HTTPRequest.Method = .get
  ) -> Answer? {
    var request = HTTPRequest(method: method, scheme: "http", authority: "x", path: path)
    request.headerFields[.authorization] = authorization
    let access = ListenerAccess(bearerToken: token.map { BearerToken($0) })
    return Admission(access: access, hasClientCertificate: false).refusal(of: request)
  }

  @Test(arguments: [
    "/", "/metrics", "/metrics?x", "/api/v1/containers", "/api/v1/transitions", "/nothing", "/-/healthy/", "/-/healthy/x", "//-/healthy",
    "/-//ready", "/-", "/-/ready%2F", "/-/ready%ZZ", "", "*", "/metrics#/-/ready", "/%2D/ready/../../metrics", "http://x/metrics",
    "https://x/-/healthy/metrics",
  ])
  func everythingButTheProbesNeedsTheToken(_ path: String) {
    #expect(status(path) == .unauthorized)
    #expect(status(path, authorization: "Bearer right") == nil)
    #expect(status(path, token: nil) == nil)
  }

  @Test(arguments: ["/-/healthy", "/-/ready", "/-/ready?verbose", "/%2D/ready", "http://x/-/ready", "https://x/-/healthy"])
  func probesAreForEverybody(_ path: String) {
    #expect(status(path) == nil)
    #expect(status(path, authorization: "Bearer wrong") == nil)
  }

  @Test(arguments: [
    "Bearer wrong", "Bearer righ", "Bearer rightx", "Bearer Right", "Bearer", "Bearer ", "right", "Basic right",
    "Bearer right, Bearer right",
    "Bearerright", "",
  ])
  func wrongTokenIsRefused(_ authorization: String) {
    #expect(status("/metrics", authorization: authorization) == .unauthorized)
  }

  @Test(arguments: ["Bearer right", "bearer right", "BEARER  right"])
  func schemeHasNoCase(_ authorization: String) {
    #expect(status("/metrics", authorization: authorization) == nil)
  }

  @Test func refusalSaysHowToAskAndNotWhatIsRight() throws {
    let missing = try #require(refusal("/metrics", authorization: nil))
    #expect(missing.headers[.wwwAuthenticate] == "Bearer realm=\"dogwatch\"")
    let wrong = try #require(refusal("/metrics", authorization: "Bearer s3cr3t"))
    #expect(wrong.headers[.wwwAuthenticate] == "Bearer realm=\"dogwatch\", error=\"invalid_token\"")
    let text = String(decoding: wrong.body.flatMap { Array($0.readableBytesView) }, as: UTF8.self)
    #expect(text == "{\"error\":\"this bearer token is not right\"}\n")
  }

  /// Who may not ask learns nothing of what there is.
  @Test func tokenIsAskedForBeforeAnythingElse() {
    #expect(status("/nothing") == .unauthorized)
    #expect(status("/metrics", method: .post) == .unauthorized)
  }

  @Test func tokenIsComparedWholeAndShownNowhere() {
    let token = BearerToken("s3cr3t")
    #expect(token.matches("s3cr3t"))
    for wrong in ["", "s", "s3cr3", "s3cr3t ", "s3cr3ts3cr3t", "t3rc3s", "S3CR3T", "s3cr3u", "\u{0}"] { #expect(!token.matches(wrong)) }
    var dumped = ""
    dump(ListenerAccess(bearerToken: token), to: &dumped)
    #expect(!"\(token) \(ListenerAccess(bearerToken: token)) \(dumped)".contains("s3cr3t"))
  }
}
