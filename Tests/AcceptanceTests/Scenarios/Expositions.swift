// What others make of a busy /metrics: promtool, Prometheus's own parser, a real Prometheus.

import Foundation
import Glibc
import Testing

extension RealEngine {
  @Suite(.needs("promtool", "prometheus", "python3")) struct Expositions {
    @Test func othersReadWhatHappened() async throws {
      try await Scenario.play("scraped", ContainerSpec(behaviour: .exits(1), policy: .onFailure(1))) { web in
        try await web.container.start()
        try await web.expectExit(2, "exhausted", code: 1, evidence: "on-failure:1")
        await web.expect(exits: ["restarted": 1, "exhausted": 1], starts: ["new": 1, "policy": 1])
        let dogwatch = web.stage.dogwatch
        try await Self.expectPromtoolSilent(about: dogwatch)
        try await Self.expectParsed(dogwatch, web.name)
        try await Self.expectScraped(dogwatch, web.name)
        try await web.end(exits: ["restarted": 1, "exhausted": 1], starts: ["new": 1, "policy": 1])
      }
    }

    private static func expectPromtoolSilent(about dogwatch: Dogwatch) async throws {
      let page = try await dogwatch.get("/metrics")
      #expect(page.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      let (exit, output) = try await Judge.promtool(page.body)
      #expect(exit == .code(0) && output == "", "\(output)")
    }

    private static func expectParsed(_ dogwatch: Dogwatch, _ name: String) async throws {
      let page = try await dogwatch.get("/metrics", headers: ["Accept": "application/openmetrics-text; version=1.0.0"])
      #expect(page.headers["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
      let samples = try await Judge.openMetrics(page.body)
      let exhausted = samples.filter {
        $0.name == "docker_container_exits_total" && $0.labels == ["name": name, "outcome": "exhausted"]
      }
      #expect(exhausted.map(\.value) == [1])
    }

    private static func expectScraped(_ dogwatch: Dogwatch, _ name: String) async throws {
      let port = try #require(try await dogwatch.address().port)
      let folder = try TemporaryFolder()
      let configuration = """
        global: { scrape_interval: 1s }
        scrape_configs:
          - job_name: dogwatch
            static_configs: [{ targets: ["127.0.0.1:\(port)"] }]
        """
      try configuration.write(toFile: "\(folder.path)/prometheus.yml", atomically: true, encoding: .utf8)
      let address = SocketAddress.port(try SocketAddress.freePort())
      let prometheus = try ChildProcess(
        "prometheus",
        [
          "--config.file=\(folder.path)/prometheus.yml", "--storage.tsdb.path=\(folder.path)/data", "--web.listen-address=\(address)",
          "--log.level=warn",
        ], log: "\(folder.path)/log")
      defer { prometheus.signal(SIGKILL) }
      let query = "/api/v1/query?query=docker_container_exits_total%7Boutcome%3D%22exhausted%22%2Cname%3D%22\(name)%22%7D"
      try await eventually(
        "what Prometheus says of \(name)", within: .seconds(60),
        read: { () throws -> String? in
          let answer = try await HTTPExchange(address: address, target: query, headers: [:], limit: 10).send()
          return try JSONValue(parsing: answer.body)["data"]["result"].array.first?["value"].array.last?.string
        }, until: { $0 == "1" })
    }
  }
}
