// What people and tools do to containers through the API (moby daemon/kill.go, stop.go, restart.go, pause.go).

import Watch

extension Engine {
  /// `docker start`; in a back-off it changes nothing.
  public mutating func start(_ reference: String) throws(Refusal) {
    let container = try find(reference)
    guard !container.isAlive, container.status != .restarting else { throw .notModified }
    launchAnew(container.id)
    if let error = containers[container.id]?.error, !error.isEmpty { throw Refusal(status: 400, message: error) }
  }

  /// `docker stop`: the stop signal, and SIGKILL when the time is over. Returns before it has ended.
  public mutating func stop(_ reference: String, timeout: Duration? = nil) throws(Refusal) {
    let container = try find(reference)
    guard container.isAlive || container.status == .restarting else { throw .notModified }
    stop(container, for: .stop, timeout: timeout?.nanoseconds)
  }

  /// `docker restart`.
  public mutating func restart(_ reference: String, timeout: Duration? = nil) throws(Refusal) {
    let container = try find(reference)
    guard container.isAlive || container.status == .restarting else {
      containers[container.id]?.errand = .restart
      return finishErrand(container.id)
    }
    stop(container, for: .restart, timeout: timeout?.nanoseconds)
  }

  /// Takes a container down; what it is for happens when it has ended.
  mutating func stop(_ container: Container, for errand: Container.Errand, timeout: Int64? = nil) {
    containers[container.id]?.errand = errand
    if container.status == .restarting {
      giveUpRestart(container.id)
      emit("stop", container)
      return finishErrand(container.id)
    }
    setAlarm(in: timeout ?? container.stopTimeout, .impatience(container.id, run: container.run))
    send(container.stopSignal, to: container.id)
  }

  /// Whoever waits for its end waits no longer.
  mutating func losePatience(_ id: ContainerID) {
    if presence != .down, containers[id]?.errand != nil { send(9, to: id) }
  }

  /// `docker kill`; in a back-off it ends that and nothing is said.
  public mutating func kill(_ reference: String, signal: Int = 9) throws(Refusal) {
    let container = try find(reference)
    if container.status == .restarting { return giveUpRestart(container.id) }
    guard container.isAlive else { throw .conflict("Container \(container.id.text) is not running") }
    send(signal, to: container.id)
  }

  private mutating func giveUpRestart(_ id: ContainerID) {
    containers[id]?.run += 1
    containers[id]?.status = .exited
    containers[id]?.restarts.isCancelled = true
    if presence == .up { containers[id]?.isManuallyStopped = true }
  }

  /// Sends a signal: marks the container as stopped by a person whatever the signal, and tells the restart manager to leave it unless it is
  /// another one than its own STOPSIGNAL.
  mutating func send(_ signal: Int, to id: ContainerID) {
    guard var container = containers[id], container.isAlive else { return }
    let cancels = signal == 9 || container.blueprint.stopSignal == nil || container.blueprint.stopSignal == signal
    if cancels { container.restarts.isCancelled = true }
    if presence != .shuttingDown { container.isManuallyStopped = true }
    let thaws = cancels && signal != 9 && container.status == .paused
    if container.status == .paused, signal != 9 { container.pendingSignals.append(signal) }
    containers[id] = container
    emit("kill", container, ["signal": "\(signal)"])
    if thaws { thaw(id) } else if container.status == .running || signal == 9 { deliver(signal, to: container) }
  }

  private mutating func deliver(_ signal: Int, to container: Container) {
    guard let code = signal == 9 ? 137 : container.program.exitCodes[signal] else { return }
    setAlarm(in: container.program.reaction, .exit(container.id, run: container.run, exitCode: code, isForMemory: false))
  }

  /// `docker pause`.
  public mutating func pause(_ reference: String) throws(Refusal) {
    var container = try find(reference)
    guard container.status == .running else { throw .conflict("Container \(reference) is not running") }
    container.status = .paused
    container.monitor += 1
    container.health?.interrupt()
    containers[container.id] = container
    emit("pause", container)
  }

  /// `docker unpause`.
  public mutating func unpause(_ reference: String) throws(Refusal) {
    let container = try find(reference)
    guard container.status == .paused else { throw .conflict("Container \(reference) is not paused") }
    thaw(container.id)
  }

  private mutating func thaw(_ id: ContainerID) {
    guard var container = containers[id] else { return }
    let signals = container.pendingSignals
    container.pendingSignals = []
    container.status = .running
    containers[id] = container
    emit("unpause", container)
    beginMonitor(id)
    for signal in signals { deliver(signal, to: container) }
  }

  // MARK: What its process does

  /// The first process ends by itself.
  public mutating func exit(_ reference: String, code: Int) throws(Refusal) {
    let container = try find(reference)
    guard container.isAlive else { throw .conflict("Container \(reference) is not running") }
    end(container.id, exitCode: code)
  }

  /// The memory limit is hit: the first process dies of it, or only a child.
  public mutating func runOutOfMemory(_ reference: String, onlyChild: Bool = false) throws(Refusal) {
    let container = try find(reference)
    guard container.isAlive else { throw .conflict("Container \(reference) is not running") }
    runOutOfMemory(container.id, isMain: !onlyChild)
  }
}
