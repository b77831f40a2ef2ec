// The core alone, fed from bytes.

import DockerEngine
import Watch

/// A fleet that has seen its first full listing, and how much came of the events since.
struct Tracking {
  private(set) var transitions = 0
  private var fleet: Fleet
  private var uptime: Int64 = 1_000_000_000

  init(containers: Int) {
    fleet = Self.watching(containers)
  }

  /// Takes a load as the daemon does: piece by piece, what came of each taken away.
  mutating func take(_ load: EventLoad) {
    load.inPieces { items in
      uptime += 1_000_000
      let arrival = Arrival(time: Timestamp(seconds: 1_700_000_000), uptime: Uptime(nanoseconds: uptime))
      for case .event(let event) in items { fleet.observe(Observation(arrival: arrival, content: .event(event))) }
      transitions += fleet.takeEffects().transitions.count
    }
  }

  static func watching(_ containers: Int) -> Fleet {
    var fleet = Fleet()
    for observation in baseline(containers) { fleet.observe(observation) }
    precondition(fleet.isReady)
    _ = fleet.takeEffects()
    return fleet
  }

  /// A connect, a listing, and an inspect of each.
  static func baseline(_ containers: Int) -> [Observation] {
    let engine = EngineDescription(name: "bench", version: "20.10.24", apiVersion: "1.41", liveRestore: false)
    let inspections = (0..<containers).map(EventLoad.inspection)
    let rows = inspections.map { Listing.Row(id: $0.id, name: $0.name, state: .running, health: nil) }
    let contents: [Observation.Content] =
      [
        .connected(Connection(engine: engine, engineTime: nil, engineRestarted: false, isContinuous: false)),
        .listed(Listing(requestedAt: Uptime(nanoseconds: 2), engineTime: nil, rows: rows)),
      ] + inspections.map { .inspected(InspectAnswer(id: $0.id, requestedAt: Uptime(nanoseconds: 4), result: .found($0))) }
    return contents.enumerated().map { number, content in
      let arrival = Arrival(time: Timestamp(seconds: 1_699_999_999), uptime: Uptime(nanoseconds: Int64(number) * 2 + 1))
      return Observation(arrival: arrival, content: content)
    }
  }
}

/// The same, with the alerts and one webhook that is told of them at once.
struct Watching {
  /// The last one made.
  private(set) var notification: Notification?
  private var watchman: Watchman
  private var uptime: Int64 = 1_000_000_000

  init(containers: Int) {
    var settings = AlertSettings()
    (settings.groupWait, settings.groupInterval) = (0, 0)
    settings.webhooks = [WebhookRoute(name: "bench")]
    watchman = Watchman(fleet: Fleet(), book: AlertBook(settings: settings, host: "bench"))
    for observation in Tracking.baseline(containers) { watchman.observe(observation) }
    _ = watchman.takeEffects()
  }

  mutating func take(_ load: EventLoad) {
    load.inPieces { items in
      uptime += 1_000_000
      let arrival = Arrival(time: Timestamp(seconds: 1_700_000_000), uptime: Uptime(nanoseconds: uptime))
      for case .event(let event) in items { watchman.observe(Observation(arrival: arrival, content: .event(event))) }
      notification = watchman.takeNotifications().last ?? notification
      _ = watchman.takeEffects()
    }
  }
}
