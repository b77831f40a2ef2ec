// More events for a minute than any engine has to tell, while somebody scrapes.

import SimulatedEngine

extension Benchmark {
  /// 20,000 events/s for a minute: none may be missing, memory stays bounded, scrapes are answered and the watchdog is fed.
  static func flood(containers: Int) -> Benchmark {
    let title = "flood of 20,000 events/s, \(Number.text(Double(containers))) containers"
    return Benchmark(
      name: "flood-\(containers)",
      figures: [
        Figure("\(title), reached", "events/s"), Figure("\(title), missing and not stated", "events", .atMost(0)),
        Figure("\(title), gaps", ""), Figure("\(title), scrape, 99th percentile", "ms", .atMost(50)),
        Figure("\(title), private memory at most", "MiB"), Figure("\(title), longest without ping", "s", .atMost(30)),
      ],
      runs: 1
    ) { _ in
      let load = EngineLoad(containerCount: containers)
      return try await SimulatedHost.with(load.populated) { engine in
        let daemon = try Daemon(watching: engine.host, heard: true)
        let client = try PlainClient(port: daemon.port)
        let first = engine.server.toldCount
        let length = 60.0
        async let played = engine.server.play(load, eventsPerSecond: 20_000, for: .seconds(length))
        var (scrapes, memory, silence) = ([Double](), 0.0, 0.0)
        let began = seconds()
        while seconds() - began < length {
          // As many as a busy Prometheus and its twin, and some more: a scrape is not the flood.
          scrapes.append(try Turn.first { try seconds { _ = try client.read("/metrics") } } * 1e3)
          memory = max(memory, try ProcessReading(daemon.pid).anonymous)
          silence = max(silence, daemon.silence())
          try await Task.sleep(for: .milliseconds(500))
        }
        let events = await played
        let (missing, gaps) = try await Self.missing(client) { Double(engine.server.toldCount - first) }
        return [
          Double(events) / length, gaps > 0 ? 0 : missing, gaps, Percentile.of(scrapes, 0.99), memory, max(silence, daemon.silence()),
        ]
      }
    }
  }

  /// What is not counted at last, or after a minute; what has begun at the end of the flood is told a little later.
  private static func missing(_ client: PlainClient, told: () -> Double) async throws -> (events: Double, gaps: Double) {
    let end = seconds() + 60
    while true {
      let page = MetricsText(try client.get("/metrics").body)
      let missing = (events: told() - page.sum(of: "dogwatch_events_total"), gaps: page.sum(of: "dogwatch_gaps_total"))
      if missing.events == 0 || missing.gaps > 0 || seconds() > end { return missing }
      try await Task.sleep(for: .milliseconds(200))
    }
  }
}
