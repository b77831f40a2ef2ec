import AsyncHTTPClient
import Foundation
import Testing
import Watch

@testable import Endpoints

@Suite struct EndpointsServerTests {
  @Test func metricsInText() async throws {
    try await TestServer.with { server in
      let answer = try await server.request("/metrics")
      #expect(answer.status == 200)
      #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      #expect(answer.headers["content-length"] == "\(answer.body.count)")
      #expect(answer.headers["vary"] == "Accept, Accept-Encoding")
      #expect(answer.headers["date"]?.hasSuffix(" GMT") == true)
      #expect(String(decoding: answer.body, as: UTF8.self).contains("docker_container_start_failures_total{name=\"web\"} 1\n"))
    }
  }

  @Test func metricsInOpenMetrics() async throws {
    try await TestServer.with { server in
      let answer = try await server.request("/metrics", headers: [("Accept", "application/openmetrics-text; version=1.0.0")])
      #expect(answer.headers["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
      #expect(String(decoding: answer.body, as: UTF8.self).hasSuffix("\n# EOF\n"))
    }
  }

  @Test(arguments: ["/metrics", "/api/v1/containers", "/api/v1/containers/c7", "/api/v1/transitions"])
  func gzipWhereAccepted(_ path: String) async throws {
    try await TestServer.with(.tcp(host: "127.0.0.1", port: 0), (0..<700).map { .busy("c\($0)") }) { server in
      let plain = try await server.request(path, headers: [("Accept-Encoding", "gzip;q=0")])
      let answer = try await server.request(path, headers: [("Accept-Encoding", "gzip")])
      #expect(plain.headers["content-encoding"] == nil)
      #expect(answer.headers["content-encoding"] == "gzip")
      #expect(answer.headers["content-length"] == "\(answer.body.count)")
      #expect(answer.headers["content-type"] == plain.headers["content-type"])
      if plain.body.count > 1000 { #expect(answer.body.count < plain.body.count / 5) }
      #expect(try withoutProcess(Judges.gunzip(answer.body)) == withoutProcess(plain.body))
    }
  }

  /// The exposition without what differs from one moment to the next.
  private func withoutProcess(_ bytes: [UInt8]) -> [String] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init).filter { !$0.hasPrefix("process_") }
  }

  @Test func errorsAndProbesAreNotCompressed() async throws {
    try await TestServer.with { server in
      for path in ["/nothing", "/-/healthy", "/api/v1/transitions?limit=0"] {
        let answer = try await server.request(path, headers: [("Accept-Encoding", "gzip")])
        #expect(answer.headers["content-encoding"] == nil)
      }
    }
  }

  @Test(arguments: ["/", "/api/v1/containers", "/-/ready", "/nothing", "/api/v1/transitions?x"])
  func headHasTheHeadersOfGetAndNoBody(_ path: String) async throws {
    try await TestServer.with { server in
      for encoding in ["gzip", "identity"] {
        let get = try await server.request(path, headers: [("Accept-Encoding", encoding)])
        let head = try await server.request(path, method: "HEAD", headers: [("Accept-Encoding", encoding)])
        #expect(head.status == get.status)
        // The page says how long ago what is: a second later it may be longer.
        let moving: Set<String> = path == "/" ? ["date", "content-length"] : ["date"]
        #expect(head.headers.filter { !moving.contains($0.key) } == get.headers.filter { !moving.contains($0.key) })
        #expect(head.headers.keys.sorted() == get.headers.keys.sorted())
        #expect(head.body.isEmpty)
        #expect(!get.body.isEmpty)
      }
    }
  }

  @Test func headOfMetricsSaysItsLength() async throws {
    try await TestServer.with { server in
      let head = try await server.request("/metrics", method: "HEAD")
      #expect(Int(head.headers["content-length"] ?? "") ?? 0 > 1000)
      #expect(head.body.isEmpty)
    }
  }

  @Test func listensOnIPv6() async throws {
    try await TestServer.with(.tcp(host: "::1", port: 0)) { server in
      #expect(server.address.description.hasPrefix("[::1]:"))
      let answer = try await server.request("/-/ready")
      #expect(answer.status == 200)
    }
  }

  @Test func thousandsOfContainersArriveWhole() async throws {
    try await TestServer.with(.tcp(host: "127.0.0.1", port: 0), (0..<2000).map { .busy("c\($0)") }) { server in
      let answer = try await server.request("/metrics")
      let text = String(decoding: answer.body, as: UTF8.self)
      #expect(text.matches(of: /(?m)^docker_container_oom_kills_total{/).count == 2000)
      #expect(text.hasSuffix("\n"))
    }
  }

  @Test func portInUseIsSaidInOneSentence() async throws {
    try await TestServer.with { server in
      let error = await #expect(throws: ListenError.self) { try await TestServer.with(server.address) { _ in } }
      #expect(error?.reason == .inUse)
      #expect(error?.description == "cannot listen on \(server.address): another program listens there already")
    }
  }

  @Test(arguments: [
    (ListenAddress.tcp(host: "192.0.2.1", port: 0), ListenError.Reason.notLocal),
    (.tcp(host: "host.invalid", port: 0), .unknownHost),
    (.unix(path: "/nowhere/at/all.sock"), .noFolder),
    (.unix(path: "/tmp/" + String(repeating: "x", count: 120)), .pathTooLong),
  ])
  func impossibleAddressIsRefusedWithItsReason(_ address: ListenAddress, _ reason: ListenError.Reason) async {
    let error = await #expect(throws: ListenError.self) { try await TestServer.with(address) { _ in } }
    #expect(error?.reason == reason)
  }
}
