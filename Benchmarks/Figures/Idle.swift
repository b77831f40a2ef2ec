// What it costs to watch when nothing happens.

import Glibc

extension Benchmark {
  /// A minute with two listings in it, under systemd's watchdog. Which threads woke up is said beside.
  static let idle = Benchmark(
    name: "idle",
    figures: [
      Figure("idle, 304 containers, of a core", "%", .atMost(0.2)), Figure("idle, 304 containers, wake-ups", "/s"),
    ],
    runs: 3
  ) { _ in
    try await SimulatedHost.with(Population.still(304)) { engine in
      let daemon = try Daemon(watching: engine.host)
      try await Task.sleep(for: .seconds(10))
      let (before, began) = (try ProcessReading(daemon.pid), seconds())
      try await Task.sleep(for: .seconds(60))
      let (after, length) = (try ProcessReading(daemon.pid), seconds() - began)
      let sleeps = after.threads.map { thread in
        (thread.name, Double(thread.sleeps - (before.threads.first { $0.id == thread.id }?.sleeps ?? 0)) / length)
      }
      for (name, rate) in sleeps where rate > 0 { StandardError.print("  \(name): \(Number.text(rate)) wake-ups/s") }
      return [(after.processorTime - before.processorTime) / length * 100, sleeps.reduce(0) { $0 + $1.1 }]
    }
  }
}
