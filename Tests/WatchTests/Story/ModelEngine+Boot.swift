// The engine itself goes and comes back.

import Watch

extension ModelEngine {
  /// Who ends a container: something of its own or of a person's, an engine that goes down, or one that cleans up at its boot.
  enum Doing: Sendable {
    case own, shutdown, cleanUp
  }

  /// In good order: takes every container down.
  mutating func shutDown(_ names: [String]) {
    // All at once: none waits for another's time to run out.
    for name in names { stop(name, code: self[name].codeOnStop ?? 137, by: .shutdown) }
  }

  /// It is gone, and with it what it had in memory. Containers live on.
  mutating func vanish() {
    ring.removeAll()
    outbox.removeAll()
    for id in containers.keys {
      containers[id]?.isCancelled = false
      containers[id]?.delay = 0
      guard containers[id]?.status == .restarting else { continue }
      containers[id]?.restartAt = nil
      containers[id]?.status = .exited
      containers[id]?.exitCode = 255
      containers[id]?.finishedAt = now
    }
  }

  /// Ends by itself while no engine is there to see it.
  mutating func endUnseen(_ name: String, code: Int) {
    let container = self[name]
    guard container.status == .running else { return }
    self[name].status = .exited
    self[name].exitCode = code
    self[name].finishedAt = now
    self[name].health?.status = .unhealthy
    truth.ended(container.id, at: now, code: code, nil, isUnsaid: true)
  }

  /// Everything that ran is found dead, with nothing known of how (code 255).
  mutating func crashHost() {
    for (id, container) in containers where container.status != .created && container.status != .exited {
      containers[id]?.status = .exited
      containers[id]?.exitCode = 255
      containers[id]?.finishedAt = now
      containers[id]?.restartAt = nil
      containers[id]?.health?.status = .unhealthy
      if container.status != .restarting { truth.ended(id, at: now, code: 255, .engineShutdown, isUnsaid: true) }
    }
  }

  /// At boot it takes down what has lived on without it, which looks like a person's stop (moby daemon/daemon.go: `restore`).
  mutating func cleanUp() {
    for name in containers.values.map(\.name).sorted() { stop(name, code: self[name].codeOnStop, by: .cleanUp) }
  }

  /// Under live-restore what runs is left alone; its health begins anew. Up to engine 24.0.7 what has `--rm` is removed all the same.
  mutating func takeBack() {
    if generation == .old {
      for name in containers.values.filter(\.autoRemove).map(\.name).sorted() { remove(name, by: .cleanUp) }
    }
    for (id, container) in containers where container.status == .running && container.health != nil {
      containers[id]?.health = HealthReport(status: .starting, failingStreak: 0, lastProbe: container.health?.lastProbe)
    }
  }

  /// Starts what its policy brings back at boot.
  mutating func boot() {
    for container in containers.values.sorted(by: { $0.id.text < $1.id.text }) where container.status == .exited {
      switch container.policy {
      case .no: continue
      case .always: break
      case .unlessStopped: if container.isMarkedStopped { continue }
      case .onFailure(let maximum):
        let isUsedUp = maximum > 0 && container.restartCount >= maximum
        // Its last restart was waited for when the engine went.
        if isUsedUp, container.error.isEmpty { truth.settle(container.id, as: .exhausted) }
        if container.exitCode == 0 || isUsedUp { continue }
      }
      start(container.name, by: .engine)
    }
  }
}
