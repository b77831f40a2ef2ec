// alerts.probeOutput, switched off while the daemon runs: what probes said before is nowhere any more, and what they say afterwards neither.

import Foundation
import Glibc
import SimulatedEngine
import Testing
import Watch

@Suite struct ProbeOutput {
  private static let secret = "hunter2-in-a-probe"

  /// Everything that a person or a machine may ask for.
  private func mentions(_ dogwatch: Dogwatch) async throws -> [String] {
    var found: [String] = []
    let targets = ["/", "/containers/web", "/api/v1/containers", "/api/v1/containers/web", "/api/v1/transitions", "/api/v1/alerts"]
    for target in targets + ["/metrics"] {
      if try await dogwatch.get(target).text.contains(Self.secret) { found.append(target) }
    }
    guard case .port(let port) = try await dogwatch.address() else { return found }
    for command in [["status", "--json"], ["history"], ["history", "--json"], ["alerts"], ["alerts", "--json"]] {
      let (_, output) = try await ChildProcess.run(
        Repository.dogwatch, command + ["--address", "127.0.0.1:\(port)"], environment: Dogwatch.environment())
      if output.contains(Self.secret) { found.append(command.joined(separator: " ")) }
    }
    return found
  }

  private func becomes(_ health: String, _ number: Int, _ dogwatch: Dogwatch) async throws {
    try await eventually("\(health), for the \(number). time") {
      try await dogwatch.transitions(of: "web").count { $0.gist == "health \(health)" } >= number
    }
  }

  @Test func isNowhereOnceItMayNotBeShown() async throws {
    let folder = try TemporaryFolder()
    let server = try await EngineServer(Simulation(Engine(now: Timestamp(seconds: 1))), at: .unix(path: "\(folder.path)/docker.sock"))
    var blueprint = Blueprint()
    blueprint.healthcheck = Healthcheck(interval: 200_000_000, timeout: 1_000_000_000, startPeriod: 0, retries: 1)
    blueprint.program.probe = .bad(Self.secret)
    let container = blueprint
    try server.change { simulation in
      try simulation.engine.create("web", container)
      try simulation.engine.start("web")
    }
    let state = "\(folder.path)/state"
    let dogwatch = try Dogwatch(host: server.host, state: state)
    try await dogwatch.whenReady()
    // Sick before it was first seen: it recovers, and falls sick again.
    try server.change { try $0.engine.reprogram("web") { $0.probe = .good } }
    try await becomes("healthy", 1, dogwatch)
    try server.change { try $0.engine.reprogram("web") { $0.probe = .bad(Self.secret) } }
    try await becomes("unhealthy", 1, dogwatch)
    try await eventually("the alert") { try await dogwatch.get("/api/v1/alerts").text.contains("ContainerUnhealthy") }
    let before = try await mentions(dogwatch)
    #expect(before.count == 11, "all but /metrics: \(before)")
    #expect(dogwatch.log.contains(Self.secret))

    let file = "\(dogwatch.folder.path)/config.json"
    var configuration = try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: file)))).object
    configuration["alerts"] = .object(["probeOutput": .bool(false)])
    try JSONValue.object(configuration).text.write(toFile: file, atomically: true, encoding: .utf8)
    dogwatch.process.signal(SIGHUP)
    try await eventually("the reload", read: { dogwatch.log }, until: { $0.contains("in force: alerts.probeOutput") })
    #expect(try await mentions(dogwatch) == [])
    #expect(try await dogwatch.transitions(of: "web").count { $0.gist == "health unhealthy" } == 1, "the row itself stays")

    let said = dogwatch.log.count
    try server.change { try $0.engine.reprogram("web") { $0.probe = .good } }
    try await becomes("healthy", 2, dogwatch)
    try server.change { try $0.engine.reprogram("web") { $0.probe = .bad(Self.secret) } }
    try await becomes("unhealthy", 2, dogwatch)
    try await eventually("the alert, again") { try await dogwatch.get("/api/v1/alerts").text.contains("ContainerUnhealthy") }
    #expect(try await mentions(dogwatch) == [])
    #expect(!dogwatch.log.dropFirst(said).contains(Self.secret))
    try await dogwatch.stop()

    let next = try Dogwatch(host: server.host, configuration: ["alerts": .object(["probeOutput": .bool(false)])], state: state)
    try await next.whenReady()
    try await eventually("the alert of the first process") { try await next.get("/api/v1/alerts").text.contains("ContainerUnhealthy") }
    #expect(try await mentions(next) == [])
    #expect(!next.log.contains(Self.secret))
    try await next.stop()
    await server.close()
  }
}
