// How each cost grows with the number of containers and of receivers.

import Glibc
import SimulatedEngine

extension Benchmark {
  static let growth = growing(ContainersCost.self)
  static let receivers = growing(ReceiversCost.self)

  private static func growing<Cost: GrowingCost>(_: Cost.Type) -> Benchmark {
    Benchmark(name: Cost.noun == "containers" ? "growth" : Cost.noun, figures: Cost.figures, runs: 3) { _ in
      var costs: [Cost] = []
      for size in Cost.sizes { costs.append(try await Cost(of: size)) }
      return Cost.table(of: costs)
    }
  }
}

/// The daemon's costs at one number of something.
private protocol GrowingCost: Sendable {
  static var noun: String { get }
  static var sizes: [Int] { get }
  /// Each cost and its unit.
  static var names: [(name: String, unit: String)] { get }
  /// In the order of `names`.
  var values: [Double] { get }
  init(of size: Int) async throws
}

extension GrowingCost {
  /// Each cost at each size, and its exponent between the two largest, where what is there anyway weighs least.
  static var figures: [Figure] {
    let last = sizes.suffix(2).map { Number.text(Double($0)) }.joined(separator: " → ")
    return names.flatMap { cost in
      sizes.map { Figure("\(cost.name), \(Number.text(Double($0))) \(noun)", cost.unit) } + [Figure("\(cost.name), exponent \(last)", "")]
    }
  }

  static func table(of costs: [Self]) -> [Double] {
    names.indices.flatMap { name in
      let values = costs.map { $0.values[name] }
      return values + [exponent(values)]
    }
  }

  private static func exponent(_ values: [Double]) -> Double {
    let (low, high) = (values[values.count - 2], values[values.count - 1])
    return log(high / low) / log(Double(sizes[sizes.count - 1]) / Double(sizes[sizes.count - 2]))
  }
}

private struct ContainersCost: GrowingCost {
  static let noun = "containers"
  static let sizes = [10, 100, 1_000, 10_000]
  static let names: [(name: String, unit: String)] = [
    ("private memory", "MiB"), ("start to READY", "ms"), ("scrape", "ms"), ("processor time of a listing that agrees", "ms"),
    ("processor time of an event", "µs"),
  ]
  let values: [Double]

  init(of containers: Int) async throws {
    let load = EngineLoad(containerCount: containers)
    values = try await SimulatedHost.with(load.populated) { engine in
      let daemon = try Daemon(watching: engine.host, reconcileInterval: "1s")
      let client = try PlainClient(port: daemon.port)
      let scrapes = try (0..<5).map { _ in try seconds { _ = try client.read("/metrics") } }
      let memory = try ProcessReading(daemon.pid).anonymous
      let listing = try await daemon.processorTime { try await Task.sleep(for: .seconds(10)) } / 10
      let told = engine.server.toldCount
      let busy = try await daemon.processorTime { _ = await engine.server.play(load, eventsPerSecond: 4_000, for: .seconds(10)) }
      let event = (busy - listing * 10) / Double(engine.server.toldCount - told)
      return [memory, daemon.secondsToReady * 1e3, Percentile.of(scrapes, 0.5) * 1e3, listing * 1e3, event * 1e6]
    }
  }
}

private struct ReceiversCost: GrowingCost {
  static let noun = "receivers"
  static let sizes = [1, 10, 50]
  static let names: [(name: String, unit: String)] = [
    ("private memory", "MiB"), ("processor time of an event that is told", "ms"), ("event to the last receiver, median", "ms"),
  ]
  let values: [Double]

  /// Ten events a second, each told to every receiver.
  init(of count: Int) async throws {
    let receiver = try await Receiver()
    defer { receiver.close() }
    var load = AlertingLoad(containers: 304)
    values = try await SimulatedHost.with(load.populate) { engine in
      let webhooks = (0..<count).map { receiver.webhook("receiver-\($0)") }.joined(separator: ", ")
      let daemon = try Daemon(watching: engine.host, "\(AlertingLoad.configuration), \"webhooks\": [\(webhooks)]")
      var delays: [Double] = []
      let busy = try await daemon.processorTime {
        for _ in 0..<100 {
          let (deed, before) = (try load.step(engine.server), receiver.count)
          let end = seconds() + 10
          while receiver.count < before + count, seconds() < end { usleep(500) }
          delays.append((receiver.take().last?.time ?? .infinity) - deed.time)
          try await Task.sleep(for: .milliseconds(50))
        }
      }
      return [try ProcessReading(daemon.pid).anonymous, busy / 100 * 1e3, Percentile.of(delays, 0.5) * 1e3]
    }
  }
}

extension Daemon {
  /// The time it spends on a processor while `body` runs, seconds.
  fileprivate func processorTime(_ body: () async throws -> Void) async throws -> Double {
    let before = try ProcessReading(pid).processorTime
    try await body()
    return try ProcessReading(pid).processorTime - before
  }
}
