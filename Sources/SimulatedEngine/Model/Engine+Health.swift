// Health checks: a probe each interval, counted from the end of the one before (moby daemon/health.go).

import Watch

extension Engine {
  /// Begins to probe a container that runs; the first probe comes after one interval.
  mutating func beginMonitor(_ id: ContainerID) {
    guard var container = containers[id], container.status == .running, let check = container.blueprint.healthcheck else { return }
    container.monitor += 1
    containers[id] = container
    setAlarm(in: check.interval, .probe(id, monitor: container.monitor))
  }

  mutating func beginProbe(_ id: ContainerID) {
    guard let container = containers[id], container.status == .running, presence != .down else { return }
    let execID = dice.hexadecimalID()
    emit("exec_create: /bin/sh -c check", container, ["execID": execID])
    emit("exec_start: /bin/sh -c check", container, ["execID": execID])
    let limit = container.blueprint.healthcheck?.timeout ?? container.program.probe.length
    setAlarm(
      in: min(container.program.probe.length, limit), .probeEnd(id, monitor: container.monitor, execID: execID, start: now))
  }

  mutating func endProbe(_ id: ContainerID, execID: String, start: Timestamp) {
    guard let container = containers[id], container.status == .running, presence != .down,
      let check = container.blueprint.healthcheck
    else { return }
    let answer = answer(of: container.program, check)
    emit("exec_die", container, ["execID": execID, "exitCode": "\(answer.exitCode)"])
    observe(HealthRecord.Probe(start: start, end: now, exitCode: answer.exitCode, output: answer.output), id)
    setAlarm(in: check.interval, .probe(id, monitor: container.monitor))
  }

  private func answer(of program: Program, _ check: Healthcheck) -> Program.ProbeAnswer {
    guard program.probe.length > check.timeout else { return program.probe }
    return Program.ProbeAnswer(exitCode: -1, output: "Health check exceeded timeout (\(Double(check.timeout) / 1e9)s)")
  }

  /// Takes over what a probe found, and says so when the status changes.
  private mutating func observe(_ probe: HealthRecord.Probe, _ id: ContainerID) {
    guard var container = containers[id], var health = container.health, let check = container.blueprint.healthcheck else { return }
    let old = health.status
    let age = probe.start.since(container.startedAt ?? probe.start)
    health.observe(probe, retries: check.retries, isInStartPeriod: age < check.startPeriod)
    container.health = health
    containers[id] = container
    if health.status != old { emit("health_status: \(health.status.rawValue)", container) }
  }

  /// A probe at once, as if its time had come, for loads that do not wait.
  public mutating func probeNow(_ reference: String, _ answer: Program.ProbeAnswer) throws(Refusal) {
    let container = try find(reference)
    guard container.status == .running else { throw .conflict("Container \(reference) is not running") }
    let execID = dice.hexadecimalID()
    emit("exec_create: /bin/sh -c check", container, ["execID": execID])
    emit("exec_start: /bin/sh -c check", container, ["execID": execID])
    emit("exec_die", container, ["execID": execID, "exitCode": "\(answer.exitCode)"])
    observe(HealthRecord.Probe(start: now, end: now, exitCode: answer.exitCode, output: answer.output), container.id)
  }
}
