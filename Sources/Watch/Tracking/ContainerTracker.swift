// One container, from its creation to its removal.

/// Follows one container: turns events and inspects into transitions.
struct ContainerTracker: Sendable, Codable {
  let id: ContainerID
  var name: ContainerName
  /// The name under which the selection last let it pass.
  var selectedAs: ContainerName?
  /// It was renamed, and a label named `name` hides what to.
  var namesHidden = false
  /// Bears a name that compose gives only until the container it replaces is gone.
  var isTemporary = false
  /// Nil until inspected, and for one that was gone before it could be.
  var identity: Identity?
  /// Events kept back until the container is known.
  var held: HeldEvents?
  /// Attributes found on events that have none of that name of their own; counts while inspect has not told the labels.
  var forgedByEvents: ForgedAttributes = []

  var state: ContainerState = .created
  var stateSince: Timestamp?
  /// The present or the last run.
  var run: Run?
  var pending: PendingExit?
  /// It is gone already, and its exit still waits for what became of the engine.
  var destroyedAt: Timestamp?
  /// A start that came although nothing had ended yet.
  var earlyStart: EarlyStart?
  var lastExit: ContainerView.LastExit?
  var startFailure: StartFailure?
  /// A start is to be expected, and would say nothing if it failed: looked at soon.
  var startLook: StartLook?
  /// RestartCount as far as known.
  var retries = 0
  var backOff = BackOff()
  var health = HealthTracker()

  var lastEventAt: Uptime
  var lastInspectedAt: Uptime
  /// Since the last (re)connect nothing has confirmed the picture: differences may be taken over as inferred.
  var mayInfer = false
  var suspicion: Suspicion?
  /// Inspected again then, as the last answer was ahead of the stream.
  var lookAgainAt: Uptime?
  /// The deadline last put into the queue.
  var scheduled: Uptime?
  /// Whether it waits to be saved.
  var isUnsaved = false

  /// What is saved; the rest belongs to the process.
  private enum CodingKeys: String, CodingKey {
    case id, name, namesHidden, isTemporary, identity, held, forgedByEvents, state, stateSince, run, pending, earlyStart, lastExit,
      startFailure
    case startLook = "firstLook"
    case retries, backOff, health, lastEventAt, lastInspectedAt
  }

  init(id: ContainerID, name: ContainerName, at uptime: Uptime) {
    self.id = id
    self.name = name
    lastEventAt = uptime
    lastInspectedAt = uptime
  }

  /// Events of a container that is not known yet.
  struct HeldEvents: Sendable, Codable {
    var events: [KeptEvent] = []
    /// What became of the stream meanwhile, each after so many of the events.
    var turns: [Turn] = []
    /// Inspect is asked again then,
    var askAgainAt: Uptime
    /// so many times more, before they are taken as they are.
    var patience = 3

    /// Each attempt to connect fails anew: said once it is said.
    mutating func note(_ turn: StreamTurn) {
      if let last = turns.last, last.turn == turn, last.eventsBefore == events.count { return }
      turns.append(Turn(turn: turn, eventsBefore: events.count))
    }

    /// The same in another process.
    mutating func resume(movedBy shift: Int64) {
      askAgainAt = askAgainAt.advanced(by: shift)
      patience = patience.reckonable
    }

    struct Turn: Sendable, Codable {
      var turn: StreamTurn
      var eventsBefore: Int
    }
  }

  enum StreamTurn: String, Sendable, Codable { case streamEnded, engineUnreachable, reconnected }

  /// An event that waits, and whether it came from the engine's ring.
  struct KeptEvent: Sendable, Codable {
    var event: EngineEvent
    var isPast: Bool
  }

  struct EarlyStart: Sendable, Codable {
    var time: Timestamp
    var isPast: Bool
    /// A late `die` may come until then; after that inspect tells.
    var until: Uptime
    /// What happened in the run that began.
    var later: [KeptEvent] = []

    /// Of more the exit is not waited for any longer.
    static let mostLater = 64

    /// Somebody asked for it: neither policy nor boot says `restart`.
    var isRestart: Bool { later.contains { $0.event.action == .restart } }
  }

  struct StartFailure: Sendable, Hashable, Codable {
    var error: String
    var exitCode: Int
  }

  /// Looks at a container that was just created or stopped, after 1, 2, 4, 8 and 16 seconds each; from then on each listing has one that was
  /// created looked at.
  struct StartLook: Sendable, Codable {
    var at: Uptime
    var wait = FleetSettings.second

    private static let longest = 16 * FleetSettings.second

    init(after end: Uptime) {
      at = end.advanced(by: wait)
    }

    /// The same in another process.
    mutating func resume(movedBy shift: Int64) {
      at = at.advanced(by: shift)
      wait = min(max(wait, FleetSettings.second), Self.longest)
    }

    /// The look after this one, if there is one.
    var next: StartLook? {
      guard wait < Self.longest else { return nil }
      var next = self
      next.wait = wait * 2
      next.at = at.advanced(by: next.wait)
      return next
    }
  }

  /// Inspect says something that the live stream has not announced.
  struct Suspicion: Sendable {
    var since: Uptime
    var lookAgainAt: Uptime
  }

  var isRunning: Bool { state == .running || state == .paused }
  var bearer: Bearer { Bearer(id: id, name: name, counts: !isTemporary, identity: identity) }

  /// When it wants to be woken.
  var deadline: Uptime? {
    (pending?.deadline).orEarlier(health.deadline).orEarlier(earlyStart?.until).orEarlier(held?.askAgainAt).orEarlier(startLook?.at)
      .orEarlier(suspicion?.lookAgainAt).orEarlier(lookAgainAt)
  }

  /// A deadline may have come.
  mutating func wake(_ chronicle: inout Chronicle) {
    let now = chronicle.uptime
    health.wake(bearer, &chronicle)
    wakePending(&chronicle)
    if let earlyStart, earlyStart.until <= now {
      self.earlyStart?.until = now.advanced(by: 5 * FleetSettings.second)
      mayInfer = true
      chronicle.inspect(id)
    }
    if let startLook, startLook.at <= now {
      self.startLook = startLook.next
      chronicle.inspect(id, urgently: false)
    }
    if let lookAgainAt, lookAgainAt <= now {
      self.lookAgainAt = nil
      chronicle.inspect(id)
    }
    if let suspicion, suspicion.lookAgainAt <= now {
      self.suspicion?.lookAgainAt = now.advanced(by: 5 * FleetSettings.second)
      chronicle.inspect(id)
    }
  }

  /// An answer was ahead of the stream: the stream is given a while.
  mutating func lookAgain(_ chronicle: Chronicle) {
    lookAgainAt = chronicle.uptime.advanced(by: FleetSettings.second / 2)
  }

  // MARK: Telling

  func tell(
    _ kind: Transition.Kind, at time: Timestamp, inferred: Bool = false, evidence: [String] = [], _ chronicle: inout Chronicle
  ) {
    chronicle.record(
      kind, of: id, named: name, counts: !isTemporary, at: time, inferred: inferred, evidence: evidence, identity: identity)
  }

  mutating func enter(_ state: ContainerState, at time: Timestamp?, _ chronicle: inout Chronicle) {
    if self.state != state {
      self.state = state
      stateSince = time
    }
    chronicle.markChanged(name)
  }

  /// A run begins.
  mutating func beginRun(
    _ reason: StartReason, at time: Timestamp, inferred: Bool, evidence: [String] = [], _ chronicle: inout Chronicle
  ) {
    enter(.running, at: time, &chronicle)
    stateSince = time
    run = Run(startedAt: time, isStartAnnounced: !inferred)
    if reason == .engine { run?.startWasAnnounced(isOfBoot: true) }
    startFailure = nil
    startLook = nil
    suspicion = nil
    earlyStart = nil
    if reason != .policy {
      retries = 0
      backOff = BackOff()
    }
    tell(.start(reason), at: time, inferred: inferred, evidence: evidence, &chronicle)
    health.start(at: time, bearer, &chronicle)
  }
}
