// How long a scrape takes, and what those pay who ask the engine for each.

import JSON
import SimulatedEngine

extension Benchmark {
  /// From memory, from the request to the last byte over loopback, on a kept connection; in the same run a peer that lists and inspects everything.
  static func scrape(containers: Int, identity: Double, gzip: Double? = nil) -> Benchmark {
    let (title, rounds) = ("scrape, \(Number.text(Double(containers))) containers", containers > 1_000 ? 7 : 21)
    return Benchmark(
      name: "scrape-\(containers)",
      figures: [
        Figure("\(title), identity", "ms", .atMost(identity)), Figure("\(title), gzip", "ms", gzip.map { .atMost($0) }),
        Figure("\(title), by list and inspect of everything", "ms"),
      ],
      runs: containers > 1_000 ? 3 : 5
    ) { _ in
      try await SimulatedHost.with(Population.still(containers)) { engine in
        let daemon = try Daemon(watching: engine.host)
        let client = try PlainClient(port: daemon.port)
        let peer = try InspectingPeer(socket: engine.socket)
        var times: [[Double]] = [[], [], []]
        for round in 0...rounds {
          let identity = try seconds {
            guard try client.read("/metrics") > containers * 1_000 else { throw Trouble("a scrape without the containers") }
          }
          let gzip = try seconds { _ = try client.read("/metrics", headers: "Accept-Encoding: gzip\r\n") }
          // The first pays for what every process pays once.
          if round > 0 { for (index, time) in [identity, gzip].enumerated() { times[index].append(time) } }
        }
        for _ in 0..<3 {
          times[2].append(try seconds { guard try peer.scrape() == containers else { throw Trouble("the peer does not find all") } })
        }
        return times.map { Percentile.of($0, 0.5) * 1e3 }
      }
    }
  }
}

/// What exporters do that ask the engine at each scrape: a list, and an inspect of every container, one after the other.
struct InspectingPeer {
  private let client: PlainClient

  init(socket: String) throws {
    client = try PlainClient(socket: socket)
  }

  /// Returns how many containers it found.
  func scrape() throws -> Int {
    let rows = try JSONValue(parsing: try client.get("/containers/json?all=1").body).elements ?? []
    return try rows.count { row in
      guard case .string(let id) = row["Id"]?.content else { return false }
      return try JSONValue(parsing: try client.get("/containers/\(id)/json").body)["State"] != nil
    }
  }
}
