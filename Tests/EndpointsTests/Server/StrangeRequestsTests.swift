// Requests by which something before the listener could be made to see others than the listener does, and other odd shapes (RFC 9112).

import Testing

@testable import Endpoints

@Suite(.serialized) struct StrangeRequestsTests {
  private static let ready = "GET /-/ready HTTP/1.1\r\nHost: x\r\n"
  /// What would be answered if a body were taken for a request.
  private static let smuggled = "GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n"

  /// The status of each answer to what comes over a connection and to its end.
  private func statuses(_ request: String) async throws -> (codes: [String], text: String) {
    var limits = EndpointLimits()
    limits.refusedBody = .milliseconds(200)
    var text = ""
    try await TestServer.with(limits: limits) { server in
      let connection = try RawConnection(server.address)
      // A part may be refused before the rest has left.
      try? await connection.send(request)
      connection.endSending()
      text = try await connection.receiveToEnd()
    }
    return (text.matches(of: /HTTP\/1\.1 ([0-9]{3})/).map { String($0.1) }, text)
  }

  @Test(arguments: [
    "POST /-/ready HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ready + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ready + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
    ready + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd", ready + "Content-Length: 4, 4\r\n\r\nabcd",
    ready + "Content-Length: +4\r\n\r\nabcd", ready + "Content-Length: -1\r\n\r\n", ready + "Content-Length: 0x4\r\n\r\nabcd",
    ready + "Content-Length: 99999999999999999999999\r\n\r\n", ready + "Content-Length : 4\r\n\r\nabcd",
    ready + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", ready + "Transfer-Encoding: \u{B}chunked\r\n\r\n0\r\n\r\n",
    ready + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", ready + "X: a\r\n b\r\n\r\n",
    ready + "Content-Length:\r\n 4\r\n\r\nabcd", "GET /-/ready HTTP/1.1\r\n X: a\r\nHost: x\r\n\r\n", "GET /-/ready HTTP/1.1\nHost: x\n\n",
    "GET /-/ready HTTP/1.1\r\nHost: x\nContent-Length: 4\r\n\r\nabcd", "GET /-/ready HTTP/1.1\rHost: x\r\r", ready + "X: a\rb\r\n\r\n",
    ready + "X: a\0b\r\n\r\n", "GET /-/re\0ady HTTP/1.1\r\nHost: x\r\n\r\n", "GET /-/ready\r\n\r\n",
    "GET /-/ready HTTP/1.2\r\nHost: x\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "get /-/ready HTTP/1.1\r\nHost: x\r\n\r\n", "BREW /-/ready HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /-/ready x HTTP/1.1\r\nHost: x\r\n\r\n", "GET\t/-/ready\tHTTP/1.1\r\nHost: x\r\n\r\n", "GET metrics HTTP/1.1\r\nHost: x\r\n\r\n",
    ready + "X y: z\r\n\r\n", ready + ": z\r\n\r\n",
  ])
  func whatTwoCouldReadDifferentlyIsRefusedAndEndsTheConnection(_ request: String) async throws {
    let (codes, text) = try await statuses(request + Self.smuggled)
    #expect(codes == ["400"], "\(text)")
    #expect(!text.contains("healthy"))
  }

  /// RFC 9112, 3.2: a request of HTTP/1.1 names one host.
  @Test(arguments: [
    "GET /metrics HTTP/1.1\r\n\r\n", ready + "Host: y\r\n\r\n", ready + "Host: x\r\n\r\n", "GET http://x/metrics HTTP/1.1\r\n\r\n",
  ])
  func requestWithoutOneHostIsRefused(_ request: String) async throws {
    let (codes, text) = try await statuses(request)
    #expect(codes == ["400"] && text.contains("header Host"), "\(text)")
  }

  /// After an answer with `Connection: close` nothing more is answered (RFC 9112, 9.6).
  @Test(arguments: [
    ready + "Content-Length: 4\r\n\r\nabcd", ready + "Content-Length: 00\r\n\r\n",
    ready + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    ready + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", ready + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ready + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", ready + "Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n",
    ready + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + String(repeating: "X: y\r\n", count: 5000), ready + "Connection: close\r\n\r\n",
    "GET /-/ready HTTP/1.0\r\n\r\n", ready + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    ready + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n",
  ])
  func nothingFollowsALastRequest(_ request: String) async throws {
    let (codes, text) = try await statuses(request + Self.smuggled)
    #expect(codes == ["200"], "\(text)")
    #expect(text.contains("\r\nConnection: close\r\n") && !text.contains("healthy"), "\(text)")
  }

  @Test(arguments: ["CONNECT x:1", "OPTIONS *", "TRACE /-/ready", "PROPFIND /", "DELETE /api/v1/containers/web"])
  func otherMethodsAreRefused(_ line: String) async throws {
    let (codes, text) = try await statuses(line + " HTTP/1.1\r\nHost: x\r\nCookie: secret\r\n\r\n")
    #expect(codes == ["405"] && text.contains("\r\nAllow: GET, HEAD\r\n") && !text.contains("secret"), "\(text)")
  }

  @Test(arguments: [
    "/../etc/passwd", "/..%2f..%2fetc/passwd", "/api/v1/containers/..%2f..", "/api/v1/containers/%2e%2e", "/metrics%00",
    "/metrics%0d%0aX-Injected:y", "//metrics", "/./metrics", "/metrics;x", "/METRICS", "/metrics/../-/ready", "/containers/%ff",
    "/-/healthy/",
  ])
  func pathIsTakenAsItIs(_ path: String) async throws {
    let (codes, text) = try await statuses("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(codes == ["404"] && !text.contains("\nX-Injected"), "\(text)")
  }

  @Test func oldClientsMayStayConnectedWhenTheyAsk() async throws {
    let request = "GET /-/ready HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
    #expect(try await statuses(request + request).codes == ["200", "200"])
  }

  /// A byte now and then is no progress.
  @Test func headThatDripsIsNotWaitedFor() async throws {
    var limits = EndpointLimits()
    limits.idle = .seconds(1)
    try await TestServer.with(limits: limits) { server in
      let connection = try RawConnection(server.address)
      let dripping = Task.detached {
        try await connection.send("GET /")
        while true {
          try await Task.sleep(for: .milliseconds(100))
          try await connection.send("x")
        }
      }
      _ = try await connection.receiveToEnd()
      dripping.cancel()
    }
  }
}
