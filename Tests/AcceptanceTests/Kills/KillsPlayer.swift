// One name on the engine, under which something goes wrong again and again.

import SimulatedEngine
import Watch

/// Plays one small misfortune after another, each on a container made anew under its name, whether dogwatch looks or not.
struct KillsPlayer {
  let stage: KillsStage
  let name: String
  let project: String
  var dice: SeededDice
  /// When an OOM kill under this name is forgotten.
  private var memoryIsClear: Moment = 0

  init(_ stage: KillsStage, number: Int, seed: UInt64) {
    self.stage = stage
    name = "role-\(number)"
    project = "project-\(number % 3)"
    dice = SeededDice(seed: seed &* 1000 &+ UInt64(number))
  }

  mutating func play() async throws {
    while !stage.isOver {
      switch Int.random(in: 0..<7, using: &dice) {
      case 0: try await becomesUnhealthy()
      case 1: try await exits()
      case 2: try await usesUpItsRetries()
      case 3: try await runsOutOfMemory()
      case 4: try await removesItself()
      case 5: try await cannotStart()
      default: try await isStopped()
      }
    }
    try await renew(Blueprint())
  }

  // MARK: Misfortunes

  private mutating func becomesUnhealthy() async throws {
    try await renew(blueprint(healthcheck: Healthcheck(interval: 86_400_000_000_000, retries: 1)))
    try change { try $0.probeNow(name, .good) }
    for _ in 0..<Int.random(in: 1...3, using: &dice) {
      await pause()
      let episode = begin("ContainerUnhealthy")
      try change { try $0.probeNow(name, .bad("connection refused")) }
      await hold(episode)
      try change { try $0.probeNow(name, .good) }
      end(episode)
    }
  }

  private mutating func exits() async throws {
    try await renew(blueprint())
    for _ in 0..<Int.random(in: 1...3, using: &dice) {
      await pause()
      try await staysDown("ContainerExited", by: 3, as: "failed")
    }
  }

  private mutating func usesUpItsRetries() async throws {
    try await renew(blueprint(policy: .onFailure(maximumRetryCount: 1)))
    await pause()
    try exit(1, as: "restarted")
    try await eventually("\(name) restarted") { stage.state(of: name) == .running }
    await pause()
    try await staysDown("ContainerRestartsExhausted", by: 1, as: "exhausted")
  }

  /// Exits and is down, until it is started by hand.
  private mutating func staysDown(_ alert: String, by code: Int, as outcome: String) async throws {
    let episode = begin(alert)
    try exit(code, as: outcome)
    await hold(episode)
    try change { try $0.start(name) }
    end(episode)
  }

  /// Told for a while only: until it has been told, it happens again in time.
  private mutating func runsOutOfMemory() async throws {
    guard presentMoment() > memoryIsClear else { return }
    try await renew(blueprint())
    await pause()
    let memory = begin("ContainerOOMKilled")
    let isHeld = Int.random(in: 0..<10, using: &dice) > 2
    while true {
      let episode = begin("ContainerExited")
      stage.expect("failed", of: name)
      try change { try $0.runOutOfMemory(name) }
      let killed = presentMoment()
      if isHeld { await stage.whenTold(episode, within: KillsStage.memoryLasts / 2, isLast: false) } else { await pause() }
      try change { try $0.start(name) }
      end(episode)
      guard isHeld, await !stage.whenTold(memory, within: 0, isLast: false) else {
        stage.diary.change { $0.end(memory, at: killed + KillsStage.memoryLasts) }
        memoryIsClear = killed + KillsStage.memoryLasts + 10
        return
      }
      if presentMoment() - stage.diary.read({ $0.episodes[memory].began }) > KillsStage.patience {
        stage.complain("\(name): ContainerOOMKilled was not told, again and again")
        return
      }
      await pause()
    }
  }

  private mutating func removesItself() async throws {
    var fleeting = blueprint()
    fleeting.autoRemove = true
    try await renew(fleeting)
    await pause()
    let episode = begin("ContainerExited")
    try exit(4, as: "failed")
    await hold(episode)
    try await renew(blueprint())
    end(episode)
  }

  private mutating func cannotStart() async throws {
    try await clear()
    var broken = blueprint()
    broken.program.startError = Program.StartError(message: "exec: \"nothing\": executable file not found")
    let episode = begin("ContainerStartFailed")
    try change { engine in
      try engine.create(name, broken)
      try? engine.start(name)
    }
    if let id = stage.id(of: name) { stage.diary.change { $0.expectFailedStart(of: id) } }
    await hold(episode)
    try await clear()
    end(episode)
  }

  /// Nothing that anybody is told.
  private mutating func isStopped() async throws {
    var graceful = blueprint()
    graceful.program = .graceful
    try await renew(graceful)
    for _ in 0..<Int.random(in: 1...3, using: &dice) {
      await pause()
      stage.expect("stopped", of: name)
      try change { try $0.stop(name) }
      try await eventually("\(name) stopped") { stage.state(of: name) == .exited }
      await pause()
      try change { try $0.start(name) }
    }
  }

  // MARK: Deeds

  private func blueprint(policy: RestartPolicy = .no, healthcheck: Healthcheck? = nil) -> Blueprint {
    Blueprint(policy: policy, labels: ["com.docker.compose.project": project], healthcheck: healthcheck)
  }

  private func change(_ deed: (inout Engine) throws -> Void) throws {
    try stage.server.change { try deed(&$0.engine) }
  }

  private func exit(_ code: Int, as outcome: String) throws {
    stage.expect(outcome, of: name)
    try change { try $0.exit(name, code: code) }
  }

  /// Nobody bears the name.
  private func clear() async throws {
    guard let state = stage.state(of: name) else { return }
    if state == .running { stage.expect("stopped", of: name) }
    try change { try $0.remove(name, force: true) }
    try await eventually("\(name) gone") { stage.state(of: name) == nil }
  }

  /// A new container bears the name, and runs.
  private func renew(_ blueprint: Blueprint) async throws {
    try await clear()
    try change { try $0.run(name, blueprint) }
  }

  // MARK: Episodes

  private func begin(_ alertname: String) -> Int { stage.diary.change { $0.begin(alertname, name, at: presentMoment()) } }
  private func end(_ episode: Int) { stage.diary.change { $0.end(episode, at: presentMoment()) } }

  /// Mostly until all have been told, else a moment, after which nobody need be.
  private mutating func hold(_ episode: Int) async {
    if Int.random(in: 0..<10, using: &dice) > 2 {
      await stage.whenTold(episode, within: KillsStage.patience, isLast: true)
    } else {
      await pause()
    }
  }

  private mutating func pause() async {
    try? await Task.sleep(for: .milliseconds(Int.random(in: 1...1200, using: &dice)))
  }
}
