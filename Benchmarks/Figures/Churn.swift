// An hour of coming and going: what must not grow.

import SimulatedEngine

extension Benchmark {
  /// 1,000 containers, 50 events/s: crashes, health failures, recreations under new names, alerts and their deliveries, a scrape every five seconds.
  static let churn = Benchmark(
    name: "churn",
    figures: ChurnCourse.Moment.quantities.flatMap { name, unit in
      [Figure("churn, \(name), after five minutes", unit), Figure("churn, \(name), at the end", unit)]
    },
    runs: 1
  ) { options in
    let receiver = try await Receiver(keepsBodies: false)
    defer { receiver.close() }
    var load = ChurningLoad(containers: 1_000)
    return try await SimulatedHost.with(load.populate) { engine in
      let daemon = try Daemon(
        watching: engine.host, "\(ChurningLoad.configuration(speed: options.speed)), \"webhooks\": [\(receiver.webhook())]")
      let client = try PlainClient(port: daemon.port)
      let (began, first) = (seconds(), engine.server.toldCount)
      var (course, nextScrape) = (ChurnCourse(), began)
      while seconds() - began < options.minutes * 60 {
        let due = Int((seconds() - began) * 50 * options.speed)
        while engine.server.toldCount - first < due { load.step(engine.server) }
        if seconds() >= nextScrape {
          nextScrape += 5
          let moment = try ChurnCourse.Moment(daemon, client, seconds: seconds() - began)
          if course.note(moment) { StandardError.print("  \(moment); \(receiver.count) requests received, \(load.recreations) recreated") }
        }
        try await Task.sleep(for: .milliseconds(10))
      }
      return course.figures
    }
  }
}

/// What was measured on the way.
private struct ChurnCourse {
  /// One scrape, and what the process held then.
  struct Moment: CustomStringConvertible {
    static let quantities = [("private memory", "MiB"), ("open files", ""), ("database", "MB"), ("scrape", "ms")]

    var seconds: Double
    var values: [Double]

    init(_ daemon: Daemon, _ client: PlainClient, seconds: Double) throws {
      self.seconds = seconds
      let scrape = try dogwatch_bench.seconds { _ = try client.get("/metrics") }
      let reading = try ProcessReading(daemon.pid)
      values = [reading.anonymous, Double(reading.openFiles), Double(daemon.storeSize) / 1e6, scrape * 1e3]
    }

    var description: String {
      "minute \(Int(seconds / 60)): " + zip(values, Self.quantities).map { "\($1.0) \(Number.text($0)) \($1.1)" }.joined(separator: ", ")
    }
  }

  private var moments: [Moment] = []

  /// True for the first one of a minute.
  mutating func note(_ moment: Moment) -> Bool {
    defer { moments.append(moment) }
    return moments.last.map { Int($0.seconds / 60) != Int(moment.seconds / 60) } ?? true
  }

  /// Each quantity in the sixth minute and in the last, medians.
  var figures: [Double] {
    let settled = moments.filter { $0.seconds >= 300 }
    let end = (moments.last?.seconds ?? 0) - 60
    return Moment.quantities.indices.flatMap { quantity in
      [settled.prefix(12), moments.filter { $0.seconds > end }[...]].map { Percentile.of($0.map { $0.values[quantity] }, 0.5) }
    }
  }
}
