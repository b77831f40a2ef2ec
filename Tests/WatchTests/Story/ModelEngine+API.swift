// What people and tools do to the model's containers through the API.

import Watch

extension ModelEngine {
  /// Sends a signal; the process ends with `code`, or survives without one.
  mutating func kill(_ name: String, signal: Int = 9, code: Int? = nil, by engine: Doing = .own) {
    var container = self[name]
    if container.status == .restarting {
      // In its back-off: it is told to stay down, and nothing is said.
      giveUpRestart(name, engine, inSilence: true)
      return
    }
    guard container.status == .running || container.status == .paused else { return }
    var unpauses = false
    if let stopSignal = container.stopSignal, signal != 9 {
      if stopSignal == signal {
        container.isCancelled = true
        unpauses = true
      }
    } else {
      container.isCancelled = true
      unpauses = signal != 9
    }
    if engine != .shutdown { container.isMarkedStopped = true }
    container.signals.append(ModelContainer.Signal(number: signal, time: now.advanced(by: 1_000_000)))
    self[name] = container
    emit(.kill, container) { $0.signal = signal }
    if unpauses, container.status == .paused { unpause(name) }
    if let code { exit(name, code: code, by: engine) }
  }

  private mutating func giveUpRestart(_ name: String, _ engine: Doing, inSilence: Bool = false) {
    self[name].restartAt = nil
    self[name].status = .exited
    self[name].isCancelled = true
    if engine != .shutdown { self[name].isMarkedStopped = true }
    truth.settle(self[name].id, as: engine == .own ? .stopped : .engineShutdown, inSilence: inSilence)
    let code = self[name].exitCode
    if inSilence || code == 0 || code > 128 || self[name].hasUsedUpRetries { truth.restartsCalledOff += 1 }
  }

  /// `docker stop`: `code` ends it on its stop signal; without one it takes SIGKILL after `timeout` seconds.
  mutating func stop(_ name: String, code: Int? = nil, timeout: Int = 10, by engine: Doing = .own) {
    let container = self[name]
    if container.status == .restarting {
      giveUpRestart(name, engine)
      return emit(.stop, self[name])
    }
    guard container.status == .running || container.status == .paused else { return }
    kill(name, signal: container.stopSignal ?? 15, by: engine)
    if code == nil {
      tick(Int64(timeout) * 1_000_000_000)
      kill(name, signal: 9, by: engine)
    }
    // From 23 on the waiter may be told before `die` is logged (moby daemon/container/state.go: notifyAndClear).
    if generation == .new { emit(.stop, container) }
    exit(name, code: code ?? 137, by: engine)
    if generation == .old { emit(.stop, container) }
  }

  mutating func restart(_ name: String, code: Int? = 143) {
    guard containers[id(name)] != nil, !self[name].autoRemove else { return }
    stop(name, code: code)
    start(name)
    if self[name].status == .running { emit(.restart, self[name]) }
  }

  mutating func pause(_ name: String) {
    guard self[name].status == .running else { return }
    self[name].status = .paused
    self[name].health?.status = .unhealthy
    emit(.pause, self[name])
  }

  mutating func unpause(_ name: String) {
    guard self[name].status == .paused else { return }
    self[name].status = .running
    emit(.unpause, self[name])
  }

  /// `docker rm -f`.
  mutating func remove(_ name: String, by engine: Doing = .own) {
    if self[name].status == .running || self[name].status == .paused { kill(name, signal: 9, code: 137, by: engine) }
    guard let container = containers.removeValue(forKey: id(name)) else { return }
    truth.settle(container.id, as: .stopped)
    emit(.destroy, container)
  }

  mutating func rename(_ name: String, to new: String) {
    var container = self[name]
    container.name = new
    containers[container.id] = container
    emit(.rename, container) { $0.oldName = name }
  }

  /// A probe of its health check ends.
  mutating func probe(_ name: String, code: Int, output: String = "", countsFailure: Bool = true) {
    var container = self[name]
    guard container.status == .running, var health = container.health else { return }
    tick()
    let old = health.status
    health.lastProbe = HealthReport.Probe(start: now.advanced(by: -500_000), end: now, exitCode: code, output: output)
    if code == 0 {
      health.failingStreak = 0
      health.status = .healthy
    } else if countsFailure {
      health.failingStreak += 1
      if health.failingStreak >= container.healthcheck?.retries ?? 3 { health.status = .unhealthy }
    }
    container.health = health
    self[name] = container
    if health.status != old { emit(.healthStatus(health.status), container) }
  }
}
