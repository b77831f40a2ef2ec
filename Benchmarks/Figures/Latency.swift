// From an engine's event to the request at a receiver.

import JSON

extension Benchmark {
  /// 200 events a second over 304 containers, each of which causes or ends an alert; the transaction on disk comes before the request.
  static let latency = Benchmark(
    name: "latency",
    figures: [
      Figure("engine event → webhook request, 200 events/s, median", "ms", .atMost(10)),
      Figure("engine event → webhook request, 200 events/s, 99th percentile", "ms", .atMost(50)),
    ]
  ) { _ in
    let (rate, length) = (200.0, 10.0)
    var load = AlertingLoad(containers: 304)
    let receiver = try await Receiver()
    defer { receiver.close() }
    let delays = try await SimulatedHost.with(load.populate) { engine in
      let daemon = try Daemon(watching: engine.host, "\(AlertingLoad.configuration), \"webhooks\": [\(receiver.webhook())]")
      var deeds: [AlertingLoad.Deed] = []
      let began = seconds()
      while seconds() - began < length {
        let due = began + Double(deeds.count) / rate
        if due > seconds() { try await Task.sleep(for: .seconds(due - seconds())) }
        deeds.append(try load.step(engine.server))
      }
      return try await waits(for: deeds, at: receiver, daemon)
    }
    return [Percentile.of(delays, 0.5) * 1e3, Percentile.of(delays, 0.99) * 1e3]
  }

  /// How long it took until each was told, seconds.
  private static func waits(for deeds: [AlertingLoad.Deed], at receiver: Receiver, _ daemon: Daemon) async throws -> [Double] {
    var told = Told()
    let end = seconds() + 20
    while true {
      for arrival in receiver.take() { try told.note(arrival) }
      let delays = deeds.compactMap { deed in told.first(after: deed).map { $0 - deed.time } }
      if delays.count == deeds.count { return delays }
      guard seconds() < end else {
        throw Trouble("\(deeds.count - delays.count) of \(deeds.count) events were never told\n\(daemon.log.suffix(2000))")
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}

/// When requests have told of what.
private struct Told {
  private struct Key: Hashable {
    var name: String
    var status: String
  }

  private var times: [Key: [Double]] = [:]

  mutating func note(_ arrival: Receiver.Arrival) throws {
    for alert in try JSONValue(parsing: arrival.body)["alerts"]?.elements ?? [] {
      guard let name = alert["labels"]?["name"]?.text, let status = alert["status"]?.text else { continue }
      times[Key(name: name, status: status), default: []].append(arrival.time)
    }
  }

  /// The first request after a deed that says what came of it.
  func first(after deed: AlertingLoad.Deed) -> Double? {
    times[Key(name: deed.name, status: deed.status)]?.first { $0 >= deed.time }
  }
}

extension JSONValue {
  fileprivate var text: String? {
    if case .string(let text) = content { text } else { nil }
  }
}
