// What an earlier process wrote down, row by row: a database may be damaged, and a recording, which begins with such rows, be anybody's.

import JSON
import Terminal
import Watch
import Webhooks

struct SavedRows {
  /// Each line is one row: `{"fleet":…}`, `{"container":…}`, `{"name":…,"as":"web"}`, `{"event":…}`, `{"departed":…}`, `{"alert":…}`, `{"telling":…}`,
  /// `{"marks":…}`, `{"notification":…}`. Whatever it says, life goes on with it, and what comes of that can be written down and read again.
  @Sendable static func run(_ bytes: UnsafeRawBufferPointer) {
    let rows = bytes.split(separator: 0x0A).prefix(64).compactMap { try? JSONValue(parsing: Array($0)) }
    func read<Row: Decodable>(_ key: String, _: Row.Type = Row.self) -> [Row] { rows.compactMap { try? $0[key]?.decode(Row.self) } }
    guard let head = read("fleet", FleetHead.self).first else { return }
    let names = rows.compactMap { row -> SavedName? in
      guard let record = try? row["name"]?.decode(SavedName.Record.self), let name = try? row["as"]?.decode(String.self) else { return nil }
      return SavedName(name: ContainerName(name), record: record)
    }
    let events = read("event", NumberedRow<Int64>.self).map { NumberedRow(number: $0.number, element: UInt64(bitPattern: $0.element)) }
    let containers = read("container", SavedContainer.self)
    let fleet = SavedFleet(head: head, containers: containers, names: names, recentEvents: events, departed: read("departed"))
    let outbox: [OutboxEntry] = read("notification")
    let alerts = AlertState(
      alerts: read("alert"), tellings: read("telling"), marks: read("marks"), lastNumber: outbox.last?.number ?? 0, host: "box")
    for isSameBoot in [true, false] {
      var life = SavedRows(fleet, alerts, outbox, isSameBoot: isSameBoot)
      life.goOn(with: containers.prefix(8).map(\.id))
    }
  }

  private var watchman: Watchman
  private var outbox: Outbox
  private var clock = Arrival(time: Timestamp(seconds: 1_767_323_045), uptime: Uptime(nanoseconds: 1_000_000_000_000))

  private init(_ fleet: SavedFleet, _ alerts: AlertState, _ outbox: [OutboxEntry], isSameBoot: Bool) {
    let settings = AlertSettings(groupWait: 0, webhooks: [WebhookRoute(name: "chat")])
    watchman = Watchman(
      fleet: Fleet(settings: FleetSettings(), restoring: fleet, at: clock, isSameBoot: isSameBoot),
      book: AlertBook(settings: settings, host: "box", restoring: alerts))
    self.outbox = Outbox(restoring: outbox)
    _ = self.outbox.keep(webhooks: ["chat"])
  }

  private mutating func goOn(with ids: [ContainerID]) {
    let engine = EngineDescription(name: "box", version: "1", apiVersion: "1.41", liveRestore: false)
    observe(.connected(Connection(engine: engine, engineTime: clock.time, engineRestarted: false, isContinuous: false)))
    inspect(ids, .running)
    happen(ids, .healthStatus(.unhealthy))
    happen(ids, .die)
    inspect(ids, .restarting)
    happen(ids, .start)
    inspect(ids, .exited)
    for _ in 0..<8 {
      // No host gets to the end of its clock.
      guard let deadline = watchman.nextDeadline, deadline.nanoseconds < 1 << 60 else { break }
      clock.time = clock.time.advanced(by: max(deadline.since(clock.uptime), 0))
      clock.uptime = max(deadline, clock.uptime)
      observe(.deadline)
    }
    happen(ids, .destroy)
    let all = watchman.change { $0.takeEverything() }
    check(all.head)
    for container in all.containers { check(container) }
    for name in all.names { check(name.record) }
    for record in watchman.book.state.alerts { check(record) }
    for record in watchman.book.state.tellings { check(record) }
    for record in watchman.book.state.marks { check(record) }
    for entry in outbox.entries { check(entry) }
  }

  private mutating func inspect(_ ids: [ContainerID], _ status: ContainerState) {
    let rows = ids.map { Listing.Row(id: $0, name: ContainerName("web"), state: status, health: nil) }
    observe(.listed(Listing(requestedAt: clock.uptime, engineTime: clock.time, rows: rows)))
    for id in ids {
      let found = Inspection(
        id: id, name: ContainerName("web"), image: "box",
        state: Inspection.State(
          status: status, exitCode: 1, startedAt: clock.time, finishedAt: clock.time, health: HealthReport(status: .healthy)),
        restartCount: 7, restartPolicy: .onFailure(maximumRetryCount: 9), healthcheck: Healthcheck())
      observe(.inspected(InspectAnswer(id: id, requestedAt: clock.uptime, result: .found(found))))
    }
  }

  private mutating func happen(_ ids: [ContainerID], _ action: EngineEvent.Action) {
    for id in ids {
      observe(.event(EngineEvent(time: clock.time, id: id, action: action, attributes: EngineEvent.Attributes(name: "web", exitCode: 1))))
    }
  }

  private mutating func observe(_ content: Observation.Content) {
    clock = Arrival(time: clock.time.advanced(by: 1_000_000), uptime: clock.uptime.advanced(by: 1_000_000))
    watchman.observe(Observation(arrival: clock, content: content))
    let (effects, alerts) = watchman.takeEffects()
    for transition in effects.transitions { _ = TransitionLine.text(transition) }
    for name in effects.changed { _ = watchman.fleet.view(of: name) }
    for notification in alerts.notifications { _ = outbox.add(notification, id: "msg") }
    deliver()
  }

  /// One notification fails, the others are delivered.
  private mutating func deliver() {
    let book = watchman.book
    for (place, head) in outbox.due(at: clock.time).enumerated() {
      let begun = outbox.begin(
        head.number, isTold: { book.isTold($0, webhook: "chat") },
        render: { OutboxBody(contentType: "application/json", requests: Bodies.all(of: $0)) })
      guard let entry = begun.entry else { continue }
      var attempts = DeliveryAttempts(finishedBodies: entry.body?.delivered ?? 0, failures: entry.attempts)
      let count = entry.body?.requests.count ?? 0
      if case .send(let index) = attempts.first(of: count) { precondition((0..<count).contains(index), "a body that is not there") }
      _ = attempts.heard(.retriable(after: nil), of: count, jitter: 0)
      let outcome: AttemptOutcome = place == 0 ? .retry(at: clock.time.advanced(by: 1_000_000_000)) : .delivered
      if let departure = outbox.ended(head.number, outcome, requests: attempts.finishedBodies) {
        watchman.hear(.result(departure.result, departure.notification), at: clock)
      }
    }
  }

  private func check<Row: Codable>(_ row: Row) {
    var json = JSONWriter()
    precondition((try? json.encode(row)) != nil, "a row that cannot be written")
    precondition((try? JSONValue(parsing: json.bytes).decode(Row.self)) != nil, "a row that cannot be read again")
  }
}
