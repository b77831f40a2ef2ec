// Events per second on one core.

import DockerEngine
import Watch

extension Benchmark {
  /// From the socket's bytes to counters: decode, track, count.
  static let events = Benchmark(
    name: "events", figures: [Figure("decode, track, count, 900-byte events, one core", "events/s", .atLeast(200_000))], runs: 9
  ) { _ in
    let load = EventLoad(containers: 1_000, rounds: 50)
    var tracking = Tracking(containers: load.containers)
    let elapsed = seconds { tracking.take(load) }
    guard tracking.transitions == load.count else { throw Trouble("\(tracking.transitions) transitions for \(load.count) events") }
    return [Double(load.count) / elapsed]
  }

  static let decoding = Benchmark(name: "decoding", figures: [Figure("decode alone, 900-byte events, one core", "events/s")], runs: 9) {
    _ in
    let load = EventLoad(containers: 1_000, rounds: 50)
    var events = 0
    let elapsed = seconds { events = load.decode() }
    guard events == load.count else { throw Trouble("\(events) events of \(load.count)") }
    return [Double(load.count) / elapsed]
  }
}
