// The script on a private dockerd.

import Testing

/// Carries out steps through the real engine's API, and through the programs in its containers.
actor RealStagehand: Stagehand {
  private let engine: PrivateEngine
  private var containers: [String: TestContainer] = [:]
  /// A folder that each container mounts, so that it can be taken away.
  private var folders: [String: TemporaryFolder] = [:]
  private var replacement: TestContainer?

  init() async throws {
    engine = try await PrivateEngine()
  }

  var host: String { engine.host }

  func leave() async throws { try await engine.dismantle() }

  private func container(_ name: String) throws -> TestContainer {
    guard let container = containers[name] else { throw PrivateEngine.Trouble(what: "the script has no \(name)") }
    return container
  }

  func perform(_ deed: ScriptedStep.Deed) async throws {
    switch deed {
    case .create(let name, let spec): try await create(name, spec)
    case .start(let name):
      let container = try container(name)
      container.take("up")
      try await container.start()
      // Its traps must be set before anything is sent to it.
      if case .graceful = container.spec.behaviour { try await container.whenListening() }
    case .startInVain(let name):
      let container = try container(name)
      await #expect(throws: EngineAPI.Refusal.self) { try await container.start() }
    case .stop(let name): try await container(name).stop()
    case .kill(let name, let signal): try await container(name).kill("\(signal)")
    case .restart(let name):
      let container = try container(name)
      container.take("up")
      try await container.restart()
      try await container.whenListening()
    case .pause(let name): try await container(name).pause()
    case .unpause(let name): try await container(name).unpause()
    case .rename(let name, let new):
      try await container(name).rename(new)
      containers[new] = containers.removeValue(forKey: name)
    case .remove(let name): try await container(name).remove()
    case .createReplacement(let name): try await createReplacement(name)
    case .replace(let name): try await replace(name)
    case .exit(let name, let code): try await container(name).order(exit: code)
    case .sicken(let name): try container(name).take("healthy")
    case .heal(let name): try container(name).put("healthy")
    case .breakStart(let name): try await engine.inside(["rm", "-rf", folders[name]?.path ?? ""])
    case .awaitBackOff(let name, let restart): try await container(name).whenBackingOff(beforeRestart: restart)
    case .engineStop: try await engine.stop()
    case .engineKill: try await engine.kill9()
    case .hostCrash: try await engine.crashHost()
    case .engineBoot:
      for container in containers.values { container.take("up") }
      try await engine.boot()
    }
  }

  private func create(_ name: String, _ spec: ContainerSpec) async throws {
    let folder = try TemporaryFolder()
    folders[name] = folder
    var spec = spec
    spec.mounts["/data"] = folder.path
    let container = try await TestContainer(name, spec, on: engine)
    container.put("healthy")
    containers[name] = container
  }

  private func createReplacement(_ name: String) async throws {
    let old = try container(name)
    var spec = old.spec
    spec.labels["com.docker.compose.replace"] = old.id
    replacement = try await TestContainer("\(old.id.prefix(12))_\(name)", spec, on: engine, sharingControlOf: old)
  }

  private func replace(_ name: String) async throws {
    guard let new = replacement else { throw PrivateEngine.Trouble(what: "no replacement of \(name)") }
    let old = try container(name)
    try await old.stop()
    try await engine.api.call("DELETE", "/containers/\(old.id)")
    try await new.rename(name)
    new.take("up")
    try await new.start()
    try await new.whenListening()
    containers[name] = new
  }
}
