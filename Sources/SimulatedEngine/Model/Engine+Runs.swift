// How runs begin and end, and what the restart policy makes of it (moby daemon/start.go, daemon/monitor.go).

import Watch

extension Engine {
  /// A start by the API or by the boot: what came before is forgotten.
  mutating func launchAnew(_ id: ContainerID) {
    guard var container = containers[id] else { return }
    container.restartCount = 0
    container.restarts = RestartManager(policy: container.blueprint.policy)
    container.isManuallyStopped = false
    containers[id] = container
    launch(id)
  }

  /// Starts the process, or fails to.
  mutating func launch(_ id: ContainerID) {
    guard var container = containers[id] else { return }
    container.run += 1
    if let error = container.program.startError {
      return failStart(container, error)
    }
    container.startedAt = now
    container.status = .running
    container.pid = 1000 + Int(dice.next() % 30_000)
    container.error = ""
    container.exitCode = 0
    container.sawOOM = false
    container.pendingSignals = []
    if identity.generation == .docker24 { container.isOOMKilled = false }
    if container.blueprint.healthcheck != nil {
      container.health = container.health ?? HealthRecord()
      container.health?.begin()
    }
    containers[id] = container
    emitNetwork("connect", container)
    emit("start", container)
    if let ending = container.program.ending {
      setAlarm(in: ending.after, .exit(id, run: container.run, exitCode: ending.exitCode, isForMemory: ending.isForMemory))
    }
    beginMonitor(id)
  }

  /// A start that fails says nothing; a container that never ran stays `created`.
  private mutating func failStart(_ container: Container, _ error: Program.StartError) {
    var container = container
    container.error = error.message
    container.exitCode = error.exitCode
    if container.status != .created { container.status = .exited }
    containers[container.id] = container
    if container.blueprint.autoRemove { destroy(container.id) }
  }

  /// The process has ended.
  mutating func end(_ id: ContainerID, exitCode: Int, isForMemory: Bool = false) {
    guard var container = containers[id], container.isAlive else { return }
    container.run += 1
    container.monitor += 1
    container.finishedAt = now
    container.exitCode = exitCode
    container.pid = 0
    container.status = .exited
    container.health?.interrupt()
    switch identity.generation {
    case .docker20: container.isOOMKilled = isForMemory || container.sawOOM
    case .docker24: if isForMemory { container.isOOMKilled = true }
    }
    // While the engine is away nobody looks after it; the boot does.
    if presence != .down, restartsByPolicy(&container) {
      container.restartCount += 1
      container.status = .restarting
      setAlarm(in: container.restarts.delay, .restart(id, run: container.run))
    }
    let saysStopFirst = identity.generation == .docker24 && Bool.random(using: &dice)
    containers[id] = container
    if saysStopFirst, container.errand?.saysStop == true { emit("stop", container) }
    emit("die", container, ["exitCode": "\(exitCode)"])
    emitNetwork("disconnect", container)
    if !saysStopFirst, container.errand?.saysStop == true { emit("stop", container) }
    finishErrand(id)
  }

  private func restartsByPolicy(_ container: inout Container) -> Bool {
    container.restarts.shouldRestart(
      exitCode: container.exitCode, restartCount: container.restartCount,
      isManuallyStopped: container.isManuallyStopped || presence == .shuttingDown,
      ranFor: now.since(container.startedAt ?? now))
  }

  /// Does what waited for the end of the process.
  mutating func finishErrand(_ id: ContainerID) {
    guard let container = containers[id] else { return }
    containers[id]?.errand = nil
    switch container.errand {
    case .restart:
      launchAnew(id)
      if let container = containers[id], container.isAlive { emit("restart", container) }
    case .removal: destroy(id)
    case .stop, nil: if container.blueprint.autoRemove, container.status == .exited { destroy(id) }
    case .shutdown: finishShutdown()
    case .cleanUp: finishBoot()
    }
  }

  /// A process of it was killed for memory; the first one if `isMain`.
  mutating func runOutOfMemory(_ id: ContainerID, isMain: Bool) {
    guard var container = containers[id], container.isAlive else { return }
    container.sawOOM = true
    if identity.generation == .docker24 { container.isOOMKilled = true }
    containers[id] = container
    emit("oom", container)
    if isMain { end(id, exitCode: 137, isForMemory: true) }
  }
}

extension Container.Errand {
  /// Whether the end is told as `stop`.
  var saysStop: Bool {
    switch self {
    case .stop, .restart, .shutdown, .cleanUp: true
    case .removal: false
    }
  }
}
