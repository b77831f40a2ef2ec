// Events per second on one core.

import DockerEngine
import Watch

extension Benchmark {
  /// From the socket's bytes to counters: decode, track, count.
  static var events: Benchmark {
    let load = EventLoad(containers: 1_000, rounds: 50)
    return Benchmark(name: "decode, track, count, 900-byte events", goal: ">= 200000", unit: "events/s") {
      var fleet = watching(load.containers)
      var reader = EventReader()
      var uptime: Int64 = 1_000_000_000
      let began = seconds()
      var transitions = 0
      load.inChunks { chunk in
        var items: [EventItem] = []
        reader.read(chunk, into: &items)
        uptime += 1_000_000
        let arrival = Arrival(time: Timestamp(seconds: 1_700_000_000), uptime: Uptime(nanoseconds: uptime))
        for case .event(let event) in items { fleet.observe(Observation(arrival: arrival, content: .event(event))) }
        transitions += fleet.takeEffects().transitions.count
      }
      let elapsed = seconds() - began
      precondition(transitions == load.count, "\(transitions) transitions for \(load.count) events")
      return Double(load.count) / elapsed
    }
  }

  /// Decoding alone.
  static var decoding: Benchmark {
    let load = EventLoad(containers: 1_000, rounds: 50)
    return Benchmark(name: "decode alone, 900-byte events", goal: "-", unit: "events/s") {
      var reader = EventReader()
      var events = 0
      let began = seconds()
      load.inChunks { chunk in
        var items: [EventItem] = []
        reader.read(chunk, into: &items)
        events += items.count
      }
      let elapsed = seconds() - began
      precondition(events == load.count)
      return Double(load.count) / elapsed
    }
  }

  private static func watching(_ containers: Int) -> Fleet {
    var fleet = Fleet()
    func observe(_ content: Observation.Content, _ uptime: Int64) {
      fleet.observe(
        Observation(
          arrival: Arrival(time: Timestamp(seconds: 1_699_999_999), uptime: Uptime(nanoseconds: uptime)), content: content))
    }
    let engine = EngineDescription(name: "bench", version: "20.10.24", apiVersion: "1.41", liveRestore: false)
    observe(.connected(Connection(engine: engine, engineTime: nil, engineRestarted: false, isContinuous: false)), 1)
    let inspections = (0..<containers).map(EventLoad.inspection)
    let rows = inspections.map { Listing.Row(id: $0.id, name: $0.name, state: .running, health: nil) }
    observe(.listed(Listing(requestedAt: Uptime(nanoseconds: 2), engineTime: nil, rows: rows)), 3)
    for inspection in inspections {
      observe(.inspected(InspectAnswer(id: inspection.id, requestedAt: Uptime(nanoseconds: 4), result: .found(inspection))), 5)
    }
    precondition(fleet.isReady)
    _ = fleet.takeEffects()
    return fleet
  }
}

extension EventLoad {
  /// The bytes in pieces of 64 KiB, as a socket brings them.
  func inChunks(_ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: 65_536) {
        body(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + 65_536, bytes.count)]))
      }
    }
  }
}
