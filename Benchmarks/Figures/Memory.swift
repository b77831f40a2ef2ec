// What the daemon keeps in memory.

extension Benchmark {
  /// With a webhook and its state on disk, after scrapes of both kinds.
  static func memory(containers: Int, anonymous: Double, resident: Double) -> Benchmark {
    let title = "\(Number.text(Double(containers))) containers"
    return Benchmark(
      name: "memory-\(containers)",
      figures: [
        Figure("private memory (RssAnon), \(title)", "MiB", .atMost(anonymous)),
        Figure("resident memory, \(title)", "MiB", .atMost(resident)),
      ]
    ) { _ in
      let receiver = try await Receiver()
      defer { receiver.close() }
      return try await SimulatedHost.with(Population.still(containers)) { engine in
        let daemon = try Daemon(watching: engine.host, "\"webhooks\": [\(receiver.webhook())]")
        let client = try PlainClient(port: daemon.port)
        for _ in 0..<20 {
          _ = try client.read("/metrics")
          _ = try client.read("/metrics", headers: "Accept-Encoding: gzip\r\n")
        }
        try await Task.sleep(for: .seconds(3))
        let reading = try ProcessReading(daemon.pid)
        return [reading.anonymous, reading.resident]
      }
    }
  }
}
