// How long the page for people takes.

import SimulatedEngine
import Watch

extension Benchmark {
  /// The first page of 304 containers in 26 projects, each with a dozen stretches in its strip: from the request to the last byte over loopback, on a
  /// kept connection.
  static let page = Benchmark(
    name: "page",
    figures: [
      Figure("page, 304 containers", "ms", .atMost(20)), Figure("page, 304 containers, gzip", "ms"),
      Figure("page, 304 containers, compressed", "kB", .atMost(150)),
    ]
  ) { _ in
    let names = (0..<304).map { "service-\($0)" }
    return try await SimulatedHost.with({ engine in
      for (number, name) in names.enumerated() {
        try engine.run(name, Population.blueprint(project: "project-\(number / 12)", number: number % 12, policy: .always))
        try engine.probeNow(name, .good)
      }
    }) { engine in
      let daemon = try Daemon(watching: engine.host)
      let client = try PlainClient(port: daemon.port)
      try await live(names, engine.server)
      try await settle(client)
      var times: [[Double]] = [[], []]
      for round in 0...21 {
        let identity = try seconds { _ = try client.read("/") }
        let gzip = try seconds { _ = try client.read("/", headers: "Accept-Encoding: gzip\r\n") }
        // The first pays for what every process pays once.
        if round > 0 { for (index, time) in [identity, gzip].enumerated() { times[index].append(time) } }
      }
      return times.map { Percentile.of($0, 0.5) * 1e3 } + [Double(try client.read("/", headers: "Accept-Encoding: gzip\r\n")) / 1e3]
    }
  }

  /// Health fails and returns, and each is restarted once.
  private static func live(_ names: [String], _ server: EngineServer) async throws {
    for round in 0..<9 {
      for name in names {
        try server.change { simulation in
          if round == 8 {
            try simulation.engine.exit(name, code: 1)
          } else {
            try simulation.engine.probeNow(name, round % 2 == 0 ? .bad("connection refused\n") : .good)
          }
        }
      }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  /// Waits until all of it is on the page.
  private static func settle(_ client: PlainClient) async throws {
    var last = 0
    for _ in 0..<60 {
      try await Task.sleep(for: .milliseconds(500))
      let page = try client.get("/").body
      let stretches = String(decoding: page, as: UTF8.self).ranges(of: "<rect class=").count
      if stretches == last, stretches > 304 * 10 { return }
      last = stretches
    }
    throw Trouble("the strips have \(last) stretches only")
  }
}
