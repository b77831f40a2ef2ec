// The script on the simulated engine.

import SimulatedEngine
import Testing
import Watch

/// Carries out steps on a simulation that is served on a socket, in real time.
actor SimulatedStagehand: Stagehand {
  private let folder: TemporaryFolder
  private let server: EngineServer

  init() async throws {
    let folder = try TemporaryFolder()
    self.folder = folder
    let engine = Engine(now: Timestamp(seconds: 1))
    server = try await EngineServer(Simulation(engine), at: .unix(path: "\(folder.path)/docker.sock"))
  }

  var host: String { server.host }

  func leave() async { await server.close() }

  func perform(_ deed: ScriptedStep.Deed) async throws {
    switch deed {
    case .create(let name, let spec): try change { try $0.create(name, spec.blueprint) }
    case .start(let name): try change { try $0.start(name) }
    case .startInVain(let name): #expect(throws: Refusal.self) { try change { try $0.start(name) } }
    case .stop(let name):
      try change { try $0.stop(name) }
      try await when(name, is: .exited)
    case .kill(let name, let signal): try change { try $0.kill(name, signal: signal) }
    case .restart(let name): try change { try $0.restart(name) }
    case .pause(let name): try change { try $0.pause(name) }
    case .unpause(let name): try change { try $0.unpause(name) }
    case .rename(let name, let new): try change { try $0.rename(name, to: new) }
    case .remove(let name): try change { try $0.remove(name, force: true) }
    case .createReplacement(let name): try createReplacement(name)
    case .replace(let name): try await replace(name)
    case .exit(let name, let code): try change { try $0.exit(name, code: code) }
    case .sicken(let name): try change { try $0.reprogram(name) { $0.probe = .bad("") } }
    case .heal(let name): try change { try $0.reprogram(name) { $0.probe = .init(exitCode: 0, output: "") } }
    case .breakStart(let name): try change { try $0.reprogram(name) { $0.startError = .init(message: "no such folder") } }
    case .awaitBackOff(let name, let restart):
      try await eventually("back-off before restart \(restart)") {
        self.server.read { $0.engine.state(of: name) == .restarting && $0.engine.restartCount(of: name) == restart }
      }
    case .engineStop, .engineKill, .hostCrash, .engineBoot: try await switchPower(deed)
    }
  }

  private func switchPower(_ deed: ScriptedStep.Deed) async throws {
    server.change { simulation in
      switch deed {
      case .engineStop: simulation.engine.shutDown()
      case .engineKill: simulation.engine.die()
      case .hostCrash: simulation.engine.crashHost()
      default: simulation.engine.boot()
      }
    }
    try await eventually("the engine's end, or its return") {
      self.server.read { simulation in
        if case .engineBoot = deed { simulation.engine.presence == .up } else { simulation.engine.presence == .down }
      }
    }
  }

  private func createReplacement(_ name: String) throws {
    let old = try #require(server.read { $0.engine.identifier(of: name) })
    var blueprint = try #require(server.read { $0.engine.blueprint(of: name) })
    blueprint.labels["com.docker.compose.replace"] = old.text
    let new = blueprint
    try change { try $0.create("\(old.short)_\(name)", new) }
  }

  private func replace(_ name: String) async throws {
    let old = try #require(server.read { $0.engine.identifier(of: name) })
    try change { try $0.stop(name) }
    try await when(name, is: .exited)
    try change { engine in
      try engine.remove(name)
      try engine.rename("\(old.short)_\(name)", to: name)
      try engine.start(name)
    }
  }

  private func change(_ body: (inout Engine) throws -> Void) throws {
    try server.change { try body(&$0.engine) }
  }

  private func when(_ name: String, is state: ContainerState) async throws {
    try await eventually("\(name) \(state)") { self.server.read { $0.engine.state(of: name) == state } }
  }
}

extension ContainerSpec {
  /// The same container for the simulation.
  fileprivate var blueprint: Blueprint {
    var blueprint = Blueprint(policy: restartPolicy, labels: labels, program: program)
    blueprint.autoRemove = autoRemove
    blueprint.stopTimeout = stopTimeout
    blueprint.memoryLimit = memory > 0 ? Int64(memory) : nil
    if let probe {
      // Probed more often than in reality, where starting a probe takes its time.
      blueprint.healthcheck = Healthcheck(interval: 200_000_000, timeout: 60_000_000_000, retries: probe.retries)
    }
    return blueprint
  }

  private var restartPolicy: RestartPolicy {
    switch policy {
    case .no: .no
    case .always: .always
    case .unlessStopped: .unlessStopped
    case .onFailure(let maximum): .onFailure(maximumRetryCount: maximum)
    }
  }

  private var program: Program {
    var program = Program()
    program.probe = .init(exitCode: 0, output: "")
    switch behaviour {
    case .stubborn, .shell: break
    case .graceful(let code): program.exitCodes = [15: code]
    case .exits(let code), .exitsUntilToldToStay(let code): program.ending = .init(after: .milliseconds(20), exitCode: code)
    case .program where memory > 0: program.ending = .init(after: .milliseconds(20), exitCode: 137, isForMemory: true)
    case .program(let words):
      program.startError = .init(exitCode: 127, message: "exec: \(words.first ?? ""): no such file or directory")
    }
    return program
  }
}
