// As many events at once as an engine can write.

import SimulatedEngine

extension Benchmark {
  /// 100,000 events over 1,000 containers, written as fast as they are read: none may be missing, and no gap may come of it.
  static let burst = Benchmark(
    name: "burst",
    figures: [
      Figure("burst of 100,000 events, dropped", "events", .atMost(0)), Figure("burst of 100,000 events, the whole daemon", "events/s"),
    ],
    runs: 3
  ) { _ in
    let load = EngineLoad(containerCount: 1_000)
    return try await SimulatedHost.with(load.populated) { engine in
      let daemon = try Daemon(watching: engine.host)
      let client = try PlainClient(port: daemon.port)
      let before = engine.server.toldCount
      let began = seconds()
      var running = load
      while engine.server.toldCount - before < 100_000 {
        if engine.server.isDrained {
          running = engine.server.change { simulation in
            var load = running
            for _ in 0..<200 { load.step(&simulation.engine) }
            return load
          }
        } else {
          try await Task.sleep(for: .milliseconds(1))
        }
      }
      // What has begun ends a millisecond later.
      try await Task.sleep(for: .milliseconds(20))
      let told = engine.server.toldCount - before
      let end = seconds() + 60
      while true {
        let page = MetricsText(try client.get("/metrics").body)
        let counted = page.sum(of: "dogwatch_events_total")
        if counted >= Double(told) || seconds() > end {
          return [page.sum(of: "dogwatch_gaps_total") == 0 ? Double(told) - counted : Double(told), Double(told) / (seconds() - began)]
        }
        try await Task.sleep(for: .milliseconds(100))
      }
    }
  }
}

/// A page of metrics, as far as it is needed here.
struct MetricsText {
  private let lines: [Substring]

  init(_ body: [UInt8]) {
    lines = String(decoding: body, as: UTF8.self).split(separator: "\n")
  }

  /// The sum over all series of that name.
  func sum(of name: String) -> Double {
    lines.reduce(0) { sum, line in
      guard line.hasPrefix(name), line.dropFirst(name.count).first.map({ $0 == "{" || $0 == " " }) == true else { return sum }
      return sum + (line.split(separator: " ").last.flatMap { Double($0) } ?? 0)
    }
  }
}
