// The forms in which /metrics is served hold the same.

import Foundation
import Testing

extension RealEngine {
  @Suite(.needs("gzip", "python3")) struct Forms {
    @Test func everyFormHoldsTheSameFamilies() async throws {
      let spec = ContainerSpec(policy: .always, probe: ContainerSpec.Probe())
      try await Scenario.play("forms", spec) { web in
        web.container.put("healthy")
        try await web.container.start()
        await web.expectState("running", health: "healthy")
        // Other scenarios go on meanwhile, and with their containers some families come and go.
        let dogwatch = web.stage.dogwatch
        try await eventually(
          "the same families in every form", read: { try await Self.families(of: dogwatch) },
          until: { Set($0).count == 1 })
        try await web.end(starts: ["new": 1], health: ["starting": 1, "healthy": 1])
      }
    }

    /// The families that each form holds: plain, packed, OpenMetrics.
    private static func families(of dogwatch: Dogwatch) async throws -> [Set<String>] {
      let plain = try await dogwatch.scrape()
      let packed = try await dogwatch.get("/metrics", headers: ["Accept-Encoding": "gzip"])
      #expect(packed.headers["content-encoding"] == "gzip")
      let folder = try TemporaryFolder()
      try Data(packed.body).write(to: URL(fileURLWithPath: "\(folder.path)/page.gz"))
      let unpacked = try MetricsPage(try await ChildProcess.run("gzip", ["-dc", "\(folder.path)/page.gz"]).output)
      let open = try await dogwatch.get("/metrics", headers: ["Accept": "application/openmetrics-text; version=1.0.0"])
      #expect(open.text.hasSuffix("# EOF\n"))
      let parsed = try await Judge.openMetrics(open.body)
      return [plain.samples, unpacked.samples, parsed].map { Set($0.map(\.name)) }
    }
  }
}
