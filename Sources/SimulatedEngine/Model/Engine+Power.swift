// How the engine itself goes and comes back (ENGINE.md's table; moby daemon/daemon.go: `restore`, `Shutdown`).

import Watch

extension Engine {
  /// From the last container's end to the end of the event streams.
  static let farewell: Int64 = 1_000_000_000

  /// SIGTERM: it takes its containers down, or leaves them under live-restore.
  public mutating func shutDown() {
    guard presence == .up else { return }
    presence = .shuttingDown
    if !identity.liveRestore {
      for container in inOrder where container.isAlive || container.status == .restarting { stop(container, for: .shutdown) }
    }
    finishShutdown()
  }

  mutating func finishShutdown() {
    guard presence == .shuttingDown, !containers.values.contains(where: { $0.errand == .shutdown }) else { return }
    setAlarm(in: Self.farewell, .engineEnd)
  }

  /// SIGKILL to the engine alone; its containers live on.
  public mutating func die() {
    guard presence != .down else { return }
    presence = .down
    abandon()
  }

  /// Nobody looks after the containers any more: no probe, no restart, nobody waits for an end.
  mutating func abandon() {
    for id in containers.keys {
      containers[id]?.monitor += 1
      containers[id]?.errand = nil
      if containers[id]?.status == .restarting { containers[id]?.status = .exited }
    }
  }

  /// The engine and every container end at one blow.
  public mutating func crashHost() {
    die()
    for (id, container) in containers where container.isAlive {
      containers[id]?.run += 1
      containers[id]?.status = .exited
      containers[id]?.exitCode = 255
      containers[id]?.pid = 0
      containers[id]?.finishedAt = nil
      containers[id]?.health?.interrupt()
    }
  }

  /// It comes back: an empty ring, and what it finds of its containers is put in order before it answers.
  public mutating func boot() {
    guard presence == .down else { return }
    presence = .booting
    ring = EventRing()
    for container in inOrder {
      // Those that went with the host are found dead now.
      if container.startedAt != nil, container.finishedAt == nil, !container.isAlive { containers[container.id]?.finishedAt = now }
      guard container.isAlive else { continue }
      if identity.liveRestore { takeUpAgain(container.id) } else { stop(container, for: .cleanUp) }
    }
    finishBoot()
  }

  private mutating func takeUpAgain(_ id: ContainerID) {
    if containers[id]?.status == .running { containers[id]?.health?.begin() }
    beginMonitor(id)
  }

  /// When nothing is left to clean up, it starts what its policy brings back, and answers.
  mutating func finishBoot() {
    guard presence == .booting, !containers.values.contains(where: { $0.errand == .cleanUp }) else { return }
    for container in inOrder where comesBack(container) { launchAnew(container.id) }
    presence = .up
  }

  /// `always` even after a person's stop; `unless-stopped` not; on-failure unless it is used up.
  private func comesBack(_ container: Container) -> Bool {
    guard container.status == .exited else { return false }
    switch container.blueprint.policy {
    case .no: return false
    case .always: return true
    case .unlessStopped: return !container.isManuallyStopped
    case .onFailure(let maximum): return container.exitCode != 0 && (maximum == 0 || container.restartCount < maximum)
    }
  }

  private var inOrder: [Container] { newestFirst.reversed() }
}
