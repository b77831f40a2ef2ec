// The model of a Docker Engine: a value with a clock of its own that is told what happens and says which events that causes.

import HeapModule
public import Watch

/// An engine and its containers, living by the rules of the real one. Time passes only by `advance(to:)`; same seed and same deeds, same events.
public struct Engine: Sendable {
  public var identity: Identity
  /// The engine's clock.
  public private(set) var now: Timestamp
  public internal(set) var presence = Presence.up
  /// How many events there have been.
  public private(set) var eventCount = 0
  /// How many of them a watcher of containers asks for: those of containers, without what belongs to probes.
  public private(set) var containerEventCount = 0
  var containers: [ContainerID: Container] = [:]
  var ids: [String: ContainerID] = [:]
  var ring = EventRing()
  var dice: SeededDice
  private var alarms = Heap<Alarm>()
  private var alarmCount = 0
  private var outbox: [Event] = []
  private var lastStamp: Timestamp

  /// What it says of itself.
  public struct Identity: Sendable {
    public var name = "simulated"
    public var version = "20.10.24"
    public var apiVersion = "1.41"
    public var oldestAPIVersion = "1.12"
    public var generation = Generation.docker20
    /// Whether containers live on while the engine is away.
    public var liveRestore = false

    public init(name: String = "simulated") {
      self.name = name
    }
  }

  /// Which of the engine's known habits it has.
  public enum Generation: Sendable {
    /// 20.10: `die` before `stop`; OOMKilled set at the exit and kept over the next start.
    case docker20
    /// 24 and later: `stop` and `die` in either order; OOMKilled set at once and cleared by a start.
    case docker24
  }

  /// Whether it can be talked to.
  public enum Presence: Sendable {
    case up
    /// Listeners are closed, its containers are being taken down, the event streams still live.
    case shuttingDown
    case down
    /// Cleaning up before it answers.
    case booting
  }

  public init(now: Timestamp, identity: Identity = Identity(), seed: UInt64 = 1) {
    self.now = now
    self.identity = identity
    lastStamp = now
    dice = SeededDice(seed: seed)
  }

  // MARK: Time

  /// When something happens by itself next; nil: never.
  public var nextAlarm: Timestamp? { alarms.min?.time }

  /// Lets time pass; everything that falls due happens, in order.
  public mutating func advance(to time: Timestamp) {
    while let next = alarms.min, next.time <= time {
      alarms.removeMin()
      now = max(now, next.time)
      strike(next.cause)
    }
    now = max(now, time)
  }

  public mutating func advance(by duration: Duration) { advance(to: now.advanced(by: duration.nanoseconds)) }

  mutating func setAlarm(in nanoseconds: Int64, _ cause: Alarm.Cause) {
    alarmCount += 1
    alarms.insert(Alarm(time: now.advanced(by: nanoseconds), number: alarmCount, cause: cause))
  }

  private mutating func strike(_ cause: Alarm.Cause) {
    switch cause {
    case .exit(let id, let run, let exitCode, let isForMemory):
      guard containers[id]?.run == run else { return }
      if isForMemory { runOutOfMemory(id, isMain: true) } else { end(id, exitCode: exitCode) }
    case .impatience(let id, let run): if containers[id]?.run == run { losePatience(id) }
    case .restart(let id, let run): if containers[id]?.run == run, presence == .up { launch(id) }
    case .probe(let id, let monitor): if containers[id]?.monitor == monitor { beginProbe(id) }
    case .probeEnd(let id, let monitor, let execID, let start):
      if containers[id]?.monitor == monitor { endProbe(id, execID: execID, start: start) }
    case .engineEnd:
      guard presence == .shuttingDown else { return }
      presence = .down
      abandon()
    }
  }

  // MARK: Events

  /// The events since the last call, for the subscribers.
  public mutating func takeEvents() -> [Event] {
    defer { outbox.removeAll(keepingCapacity: true) }
    return outbox
  }

  /// Stamps an event, each later than the one before; an engine that is away says nothing.
  mutating func emit(_ subject: Event.Subject, _ action: String, id: String, _ attributes: [String: String]) {
    guard presence != .down else { return }
    lastStamp = max(now, lastStamp.advanced(by: 1000))
    let event = Event(subject: subject, action: action, id: id, attributes: attributes, time: lastStamp)
    eventCount += 1
    if subject == .container, !action.hasPrefix("exec_") { containerEventCount += 1 }
    ring.append(event)
    outbox.append(event)
  }

  /// A container's event. Its labels overwrite what the engine itself says (moby daemon/events.go: `copyAttributes`).
  mutating func emit(_ action: String, _ container: Container, _ attributes: [String: String] = [:]) {
    var all = attributes
    all["name"] = container.name
    all["image"] = container.blueprint.image
    all.merge(container.blueprint.labels) { $1 }
    emit(.container, action, id: container.id.text, all)
  }

  mutating func emitNetwork(_ action: String, _ container: Container) {
    emit(.network, action, id: Self.networkID, ["container": container.id.text, "name": "none", "type": "null"])
  }

  private static let networkID = String(repeating: "0e", count: 32)
}
