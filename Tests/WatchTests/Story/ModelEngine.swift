// A little model of a Docker engine: what the containers of a story really do, after moby's own state machine.

import Watch

/// Containers, and the events they cause. Times are engine time.
struct ModelEngine: Sendable {
  /// Which of the engine's known habits it has.
  enum Generation: Sendable {
    /// 20.10: `die` before `stop`; OOMKilled set at the exit and kept over the next start (moby v20.10 container/state.go).
    case old
    /// 23 and later: `stop` may come first; from 24 on OOMKilled says that some process was killed, and a start clears it.
    case new
  }

  var generation = Generation.old
  var now: Timestamp
  var containers: [ContainerID: ModelContainer] = [:]
  /// Events not fetched yet.
  var outbox: [EngineEvent] = []
  /// The last 256 events.
  var ring: [EngineEvent] = []
  private var created = 0
  var truth = Truth()

  init(now: Timestamp) {
    self.now = now
  }

  // MARK: Finding

  func id(_ name: String) -> ContainerID {
    containers.values.first { $0.name == name }?.id ?? ContainerID(name)
  }

  subscript(name: String) -> ModelContainer {
    get { containers[id(name)] ?? ModelContainer(id: ContainerID(name), name: name) }
    set { containers[newValue.id] = newValue }
  }

  func inspection(of id: ContainerID) -> Inspection? { containers[id]?.inspection }

  var rows: [Listing.Row] {
    containers.values.sorted { $0.name < $1.name }.map {
      Listing.Row(id: $0.id, name: ContainerName($0.name), state: $0.status, health: $0.status == .running ? $0.health?.status : nil)
    }
  }

  // MARK: Events

  mutating func tick(_ nanoseconds: Int64 = 1_000_000) {
    now = now.advanced(by: nanoseconds)
  }

  mutating func emit(_ action: EngineEvent.Action, _ container: ModelContainer, _ change: (inout EngineEvent.Attributes) -> Void = { _ in })
  {
    tick()
    var attributes = EngineEvent.Attributes(
      name: container.name, image: container.image, composeReplace: container.labels["com.docker.compose.replace"])
    change(&attributes)
    // Labels overwrite what the engine says itself (moby daemon/events.go: copyAttributes).
    if let forged = container.labels["exitCode"] { attributes.exitCode = Int(forged) }
    if let forged = container.labels["signal"] { attributes.signal = Int(forged) }
    if let forged = container.labels["name"] { attributes.name = forged }
    let event = EngineEvent(time: now, id: container.id, action: action, attributes: attributes)
    outbox.append(event)
    ring.append(event)
    if ring.count > 256 { ring.removeFirst() }
  }

  // MARK: Life

  mutating func create(_ name: String, _ configure: (inout ModelContainer) -> Void = { _ in }) {
    created += 1
    let digits = String(created, radix: 16)
    let id = ContainerID(String(repeating: "0", count: 12 - digits.count) + digits + String(repeating: "f", count: 52))
    var container = ModelContainer(id: id, name: name)
    configure(&container)
    containers[id] = container
    emit(.create, container)
  }

  mutating func start(_ name: String, by reason: StartReason = .manual) {
    guard var container = containers[id(name)] else { return }
    guard container.status != .running, container.status != .paused, container.status != .restarting else { return }
    container.restartCount = 0
    container.isCancelled = false
    container.isMarkedStopped = false
    container.delay = 0
    self[name] = container
    launch(container.id, by: reason)
    if containers[container.id]?.error.isEmpty == false { truth.followedInSilence(container.id) }
  }

  private mutating func launch(_ id: ContainerID, by reason: StartReason) {
    guard var container = containers[id] else { return }
    container.restartAt = nil
    if let error = container.startError {
      container.error = error
      if container.status == .created {
        container.exitCode = 127
      } else {
        container.status = .exited
      }
      truth.settle(id, as: .restartFailed, inSilence: true)
      containers[id] = container
      if container.autoRemove { remove(container.name) }
      return
    }
    container.startedAt = now
    container.status = .running
    container.signals.removeAll()
    container.error = ""
    container.exitCode = 0
    if generation == .new { container.oomKilled = false }
    if container.healthcheck != nil {
      container.health = HealthReport(status: .starting, failingStreak: 0, lastProbe: container.health?.lastProbe)
    }
    containers[id] = container
    emit(.start, container)
    truth.began(id, at: now, reason)
  }

  /// The main process ends.
  mutating func exit(_ name: String, code: Int, oom: Bool = false, by engine: Doing = .own) {
    end(name, code: code, oom: oom, engine)
    finishAutoRemove(name)
  }

  private mutating func end(_ name: String, code: Int, oom: Bool, _ engine: Doing) {
    var container = self[name]
    guard container.status == .running || container.status == .paused else { return }
    let length = now.since(container.startedAt ?? now)
    container.finishedAt = now
    container.exitCode = code
    if generation == .old { container.oomKilled = oom || container.sawOOM } else if oom { container.oomKilled = true }
    container.sawOOM = false
    container.health?.status = .unhealthy
    container.status = .exited
    if container.shouldRestart(after: length, code: code, isMarkedStopped: container.isMarkedStopped) {
      container.restartCount += 1
      container.status = .restarting
      container.restartAt = now.advanced(by: container.delay + 2_000_000)
    }
    self[name] = container
    let outcome = engine == .own ? container.meaningOfExit(at: now) : .engineShutdown
    emit(.die, container) { $0.exitCode = code }
    truth.ended(container.id, at: now, code: code, outcome, isOfBoot: engine == .cleanUp)
  }

  private mutating func finishAutoRemove(_ name: String) {
    if self[name].autoRemove, self[name].status == .exited { remove(name) }
  }

  /// A process was killed for memory, or the main one: none of one that never ran.
  mutating func runOutOfMemory(_ name: String, isMain: Bool, isAnnounced: Bool = true) {
    guard self[name].startedAt != nil else { return }
    self[name].sawOOM = true
    if generation == .new { self[name].oomKilled = true }
    if isAnnounced { emit(.oom, self[name]) }
    if isMain { exit(name, code: 137, oom: true) }
  }

  /// Restarts by policy whose time has come.
  mutating func restartDue() {
    for container in containers.values.filter({ $0.restartAt.map { $0 <= now } ?? false }).sorted(by: { $0.id.text < $1.id.text }) {
      launch(container.id, by: .policy)
    }
  }

  /// When something happens by itself next.
  var nextRestart: Timestamp? { containers.values.compactMap(\.restartAt).min() }
}
