// One container before the core: seen, gone unhealthy, dead, and told of in every way.

import Endpoints
import JSON
import Terminal
import Watch

struct Life {
  private var watchman: Watchman
  private var clock = Arrival(time: Timestamp(seconds: 1_767_323_045), uptime: Uptime(nanoseconds: 1_000_000_000_000))
  /// Everything that was said, one way after another.
  private(set) var told: [String] = []

  init(_ inspection: Inspection) {
    let settings = FleetSettings(containerLabels: Array(inspection.labels.keys.sorted().prefix(8)))
    let route = WebhookRoute(name: "team")
    watchman = Watchman(
      fleet: Fleet(settings: settings), book: AlertBook(settings: AlertSettings(groupWait: 0, webhooks: [route]), host: "box"))
    let engine = EngineDescription(name: "box", version: "1", apiVersion: "1.41", liveRestore: false)
    observe(.connected(Connection(engine: engine, engineTime: clock.time, engineRestarted: false, isContinuous: false)))
    list(inspection)
    inspect(inspection)
    observe(
      .event(
        EngineEvent(time: clock.time, id: inspection.id, action: .healthStatus(.unhealthy), attributes: EngineEvent.Attributes(exitCode: 1))
      ))
    observe(.event(EngineEvent(time: clock.time, id: inspection.id, action: .die, attributes: EngineEvent.Attributes(exitCode: 1))))
    inspect(inspection)
    list(inspection)
    for _ in 0..<20 {
      guard let deadline = watchman.nextDeadline else { break }
      let wait = max(deadline.since(clock.uptime), 0)
      clock = Arrival(time: clock.time.advanced(by: wait), uptime: max(deadline, clock.uptime))
      observe(.deadline)
    }
  }

  private mutating func list(_ inspection: Inspection) {
    let row = Listing.Row(id: inspection.id, name: inspection.name, state: inspection.state.status, health: inspection.state.health?.status)
    observe(.listed(Listing(requestedAt: clock.uptime, engineTime: clock.time, rows: [row])))
  }

  private mutating func inspect(_ inspection: Inspection) {
    observe(.inspected(InspectAnswer(id: inspection.id, requestedAt: clock.uptime, result: .found(inspection))))
  }

  private mutating func observe(_ content: Observation.Content) {
    clock = Arrival(time: clock.time.advanced(by: 1_000_000), uptime: clock.uptime.advanced(by: 1_000_000))
    watchman.observe(Observation(arrival: clock, content: content))
    let (effects, alerts) = watchman.takeEffects()
    for transition in effects.transitions {
      let line = TransitionLine.text(transition)
      precondition(line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }, "a line that moves the cursor")
      told.append(line)
      let row = TransitionJSON.row(transition)
      precondition((try? JSONValue(parsing: row)) != nil, "a row that is no JSON")
    }
    for notification in alerts.notifications {
      told += Bodies.all(of: notification)
      watchman.hear(.result(.delivered, notification), at: clock)
    }
  }
}
