// A scenario: a model of an engine, a fleet that watches it, and the time that passes between them.

import Watch

/// Tells a fleet what a model engine does, answers what it asks, and lets time pass. The host's wall clock is an hour ahead of the engine's, so
/// that nothing can hang on it.
struct Story: Sendable {
  static let beginning = Timestamp(seconds: 1_700_000_000)
  static let second: Int64 = 1_000_000_000

  var watchman: Watchman
  var fleet: Fleet {
    get { watchman.fleet }
    set { watchman.change { $0 = newValue } }
  }
  var engine = ModelEngine(now: Story.beginning)
  var transitions: [Transition] = []
  var abandonments: [String] = []
  var labelErrors: [String] = []
  /// Notifications as they were made, and the alerts that began or ended.
  var notifications: [Notification] = []
  var alertChanges: [Alert] = []
  /// What became of the kept state, row by row.
  var kept = KeptState()
  /// Where the fleet's changes go, and hidden names, of which it lets go.
  var shelf: NameShelf? = NameShelf()
  /// How webhooks take notifications.
  var receiving = Receiving.at(once: .delivered)
  /// Notifications that arrived.
  var delivered: [Notification] = []
  /// Notifications on their way.
  var queue: [Notification] = []
  var unsent: [Notification] = []
  var isSending = false
  var queues: [TellingRecord.Key: StoryQueue] = [:]

  /// How far the host's wall clock is ahead of the engine's.
  var wallAhead = 3600 * Story.second

  /// The engine's version, as it says.
  var version = "20.10.24"
  /// Whether the stream brings events.
  var stream = Stream.open
  /// How inspects are answered.
  var answering = Answering.after(seconds: 0.005)
  /// How lists are answered.
  var isListing = true
  /// Whether questions reach the engine at all.
  var isReachable = true
  /// Events that a stream on hold has not brought yet.
  var held: [EngineEvent] = []
  var requests: [Request] = []
  private var asked: [ContainerID: Int] = [:]
  /// What the stream and the answers do to what is on its way.
  var faults: Faults?
  /// Whether the watcher lives.
  var isWatching = true
  /// Hears of every observation and what came of it.
  var listener: (@Sendable (Observation, Effects, AlertEffects) -> Void)?
  /// `deadline` observations, and those after which another was due at once.
  private(set) var wakes = 0
  private(set) var wakesInVain = 0
  /// Alerts about containers that changed while the engine was out of reach.
  private(set) var blindAlerts: [Alert] = []

  enum Stream: Sendable {
    case open
    /// Events are kept back until `release`.
    case onHold
    /// Events are lost, and nobody notices.
    case dead
    case closed
  }

  indirect enum Answering: Sendable {
    case after(seconds: Double)
    /// Each container's first request like that, then every second one; the others at once.
    case onceThenPrompt(Answering)
    /// Refused at once.
    case refused
    /// Accepted and never answered: the time limit of 5 s runs out.
    case hanging
    case failing
  }

  struct Request: Sendable {
    var id: ContainerID?
    var sentAt: Timestamp
    var dueAt: Timestamp
    var answering: Answering
  }

  /// A fleet that is connected to an engine, which may have containers already.
  init(
    settings: FleetSettings = FleetSettings(), alerts: AlertSettings = .told(), generation: ModelEngine.Generation = .old,
    isConnected: Bool = true,
    _ prepare: (inout ModelEngine) -> Void = { _ in }
  ) {
    watchman = Watchman(fleet: Fleet(settings: settings), book: AlertBook(settings: alerts, host: "localhost"))
    engine.generation = generation
    if generation == .new { version = "28.5.2" }
    prepare(&engine)
    engine.outbox.removeAll()
    engine.tick(60 * Self.second)
    if isConnected { connect() }
  }

  // MARK: Time

  /// Seconds of engine time since the beginning.
  var seconds: Double { Double(engine.now.since(Self.beginning)) / 1e9 }

  func uptime(at time: Timestamp) -> Uptime { Uptime(nanoseconds: time.since(Self.beginning) + 5000 * Self.second) }
  private func timestamp(of uptime: Uptime) -> Timestamp { Self.beginning.advanced(by: uptime.nanoseconds - 5000 * Self.second) }

  /// Lets time pass: answers come, deadlines strike, back-offs end.
  mutating func wait(_ seconds: Double) {
    let end = engine.now.advanced(by: Int64(seconds * 1e9))
    while let next = nextMoment, next <= end {
      engine.now = max(engine.now, next)
      step()
    }
    engine.now = max(engine.now, end)
    step()
  }

  private var nextMoment: Timestamp? {
    let deadline = isWatching ? watchman.nextDeadline.map { timestamp(of: $0) } : nil
    return [requests.map(\.dueAt).min(), deadline, engine.nextRestart, faults?.nextDue].compactMap { $0 }.min()
  }

  private mutating func step() {
    engine.restartDue()
    deliver()
    let now = engine.now
    for event in faults?.takeDue(now) ?? [] { observe(.event(event)) }
    let due = requests.filter { $0.dueAt <= now }.sorted { $0.dueAt < $1.dueAt }
    requests.removeAll { $0.dueAt <= now }
    for request in due { answer(request) }
    if isWatching, let deadline = watchman.nextDeadline, deadline <= uptime(at: now) { observe(.deadline) }
  }

  // MARK: Observations

  mutating func observe(_ content: Observation.Content) {
    guard isWatching else { return }
    let observation = Observation(arrival: arrival, content: content)
    shelf?.recall(for: observation, &watchman, kept)
    watchman.observe(observation)
    if case .deadline = content { wakes += 1 }
    if let next = watchman.nextDeadline, next <= arrival.uptime { wakesInVain += 1 }
    collect(observation)
  }

  /// Other settings hold from now on.
  mutating func reconfigure(_ settings: FleetSettings) {
    engine.tick()
    watchman.reconfigure(settings, at: arrival)
    collect()
    wait(0.1)
  }

  /// Now, by the clocks of the host.
  var arrival: Arrival { Arrival(time: engine.now.advanced(by: wallAhead), uptime: uptime(at: engine.now)) }

  /// Takes away what came of it, and has it done.
  mutating func collect(_ observation: Observation? = nil) {
    let (effects, alerts) = watchman.takeEffects()
    let jump = shelf?.take(from: &watchman) ?? 0
    if let observation { listener?(observation, effects, alerts) }
    kept.apply(alerts, clockSetBy: jump)
    alertChanges += alerts.changes
    if !fleet.isConnected { blindAlerts += alerts.changes.filter { !$0.labels.name.isEmpty } }
    notifications += alerts.notifications
    transitions += effects.transitions
    labelErrors += effects.labelErrors
    if let reason = effects.abandonStream { abandonments.append(reason) }
    for request in effects.inspections { ask(request.id) }
    if effects.wantsListing { ask(nil) }
    send(alerts.notifications)
  }

  /// What the engine did since the last look reaches the fleet, each event when it was stamped.
  mutating func deliver() {
    let events = engine.outbox
    engine.outbox.removeAll()
    let now = engine.now
    for event in events {
      strikeDeadlines(before: event.time)
      engine.now = event.time
      switch stream {
      case .open:
        for event in faults?.pass(event) ?? [event] { observe(.event(event)) }
      case .onHold: held.append(event)
      case .dead, .closed: break
      }
    }
    engine.now = max(engine.now, now)
  }

  private mutating func strikeDeadlines(before time: Timestamp) {
    while isWatching, let deadline = watchman.nextDeadline.map({ timestamp(of: $0) }), deadline < time {
      engine.now = deadline
      observe(.deadline)
    }
  }

  /// The stream on hold brings what it kept back, in that order or another.
  mutating func release(_ order: ([EngineEvent]) -> [EngineEvent] = { $0 }) {
    stream = .open
    let events = order(held)
    held.removeAll()
    for event in events { observe(.event(event)) }
  }

  private mutating func ask(_ id: ContainerID?) {
    let sentAt = engine.now.advanced(by: 1000)
    var answering = answering
    if case .onceThenPrompt(let other) = answering {
      let isImpaired = id.map { asked[$0, default: 0].isMultiple(of: 2) } ?? false
      answering = isImpaired ? other : .after(seconds: 0.005)
    }
    if let id { asked[id, default: 0] += 1 }
    let delay: Double =
      switch answering {
      case .after(let seconds): seconds
      case .refused, .failing, .onceThenPrompt: 0.001
      case .hanging: 5
      }
    if !isReachable || id == nil && !isListing { return }
    let request = Request(id: id, sentAt: sentAt, dueAt: sentAt.advanced(by: Int64(delay * 1e9)), answering: answering)
    requests += faults?.pass(request) ?? [request]
  }

  private mutating func answer(_ request: Request) {
    let sentAt = uptime(at: request.sentAt)
    guard let id = request.id else {
      guard case .after = request.answering else { return }
      return observe(.listed(Listing(requestedAt: sentAt, engineTime: wholeSeconds(engine.now), rows: engine.rows)))
    }
    let result: InspectAnswer.Result =
      switch request.answering {
      case .after: engine.inspection(of: id).map { .found($0) } ?? .missing
      case .refused: .unanswered("connection refused")
      case .hanging: .unanswered("no answer within 5 s")
      case .failing, .onceThenPrompt: .failed("500")
      }
    observe(.inspected(InspectAnswer(id: id, requestedAt: sentAt, result: result)))
  }

  private func wholeSeconds(_ time: Timestamp) -> Timestamp { Timestamp(seconds: time.nanoseconds / Self.second) }

  // MARK: Connection

  /// Connects; with `past`, the ring's events that the fleet has not seen come first.
  mutating func connect(
    restarted: Bool = false, past: [EngineEvent] = [], isContinuous: Bool = false, liveRestore: Bool = false, saysWholeSeconds: Bool = false
  ) {
    stream = .open
    engine.outbox.removeAll()
    let description = EngineDescription(name: "box", version: version, apiVersion: "1.41", liveRestore: liveRestore)
    engine.tick()
    observe(
      .connected(
        Connection(
          engine: description, engineTime: saysWholeSeconds ? wholeSeconds(engine.now) : engine.now, engineRestarted: restarted,
          isContinuous: isContinuous)))
    for event in past { observe(.past(event)) }
    wait(0.1)
  }

  /// The stream ends; events are lost from here on.
  mutating func disconnect(_ cause: Disconnection.Cause = .broken) {
    stream = .closed
    faults?.streamEnded()
    engine.tick()
    observe(.disconnected(Disconnection(cause: cause, message: "\(cause)")))
  }

  mutating func failToConnect() {
    engine.tick()
    observe(.unreachable(EngineUnreachable(message: "connection refused")))
  }

  /// A listing of the reconciler.
  mutating func list() {
    engine.tick()
    ask(nil)
    wait(0.05)
  }

  /// Listings every 30 seconds, for so long.
  mutating func waitListing(_ seconds: Double) {
    var left = seconds
    while left > 0 {
      wait(min(30, left))
      left -= 30
      list()
    }
  }
}
