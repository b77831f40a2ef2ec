// A simulated engine with many containers, a dogwatch that watches it, and those who look on.

import Foundation
import Glibc
import SimulatedEngine
import Testing
import Watch

/// What a flood is let loose on.
final class FloodStage: Sendable {
  /// systemd kills a service that says nothing for longer (`WATCHDOG_USEC`).
  static let watchdogSeconds = 30.0

  let folder: TemporaryFolder
  let server: EngineServer
  let dogwatch: Dogwatch
  let systemd: NotifySocket
  /// By format.
  let receivers: [String: AlertReceiver]

  /// Seconds of the longest form, else nil: `make soak`.
  static let soakMinutes = ProcessInfo.processInfo.environment["DOGWATCH_SOAK"].flatMap(Double.init)

  /// `DOGWATCH_SEED`, else a new one; the same seed, the same flood.
  static let seed = ProcessInfo.processInfo.environment["DOGWATCH_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)

  /// `populate` makes the containers that are there when dogwatch comes; it tells receivers of those formats.
  init(telling formats: [String] = [], _ populate: (inout Engine) throws -> Void) async throws {
    folder = try TemporaryFolder()
    var engine = Engine(now: Timestamp(seconds: Int64(time(nil))), seed: Self.seed)
    try populate(&engine)
    _ = engine.takeEvents()
    server = try await EngineServer(Simulation(engine), at: .unix(path: "\(folder.path)/docker.sock"))
    systemd = try NotifySocket("\(folder.path)/notify")
    receivers = try Dictionary(uniqueKeysWithValues: formats.map { ($0, try AlertReceiver()) })
    let webhooks = receivers.map { format, receiver in
      JSONValue.object([
        "name": .string(format), "format": .string(format), "url": .string("http://127.0.0.1:\(receiver.port)/topic"),
      ])
    }
    dogwatch = try Dogwatch(
      host: server.host,
      configuration: [
        "webhooks": .array(webhooks),
        // Whoever comes after the group's wait is told after its interval: of that the short form cannot wait a minute.
        "alerts": .object(["groupInterval": .string(Self.soakMinutes == nil ? "5s" : "1m")]),
      ],
      environment: ["NOTIFY_SOCKET": systemd.path, "WATCHDOG_USEC": "\(Int(Self.watchdogSeconds * 1e6))"])
    try await dogwatch.whenReady()
    try await eventually("a reader of the events") { self.server.readerCount == 1 }
  }

  /// Runs a flood, and checks what holds for every one.
  static func play(
    _ name: String, telling formats: [String] = [], populate: (inout Engine) throws -> Void,
    _ flood: (FloodStage) async throws -> Void
  ) async throws {
    let stage = try await FloodStage(telling: formats, populate)
    do {
      try await stage.watch(name) { try await flood(stage) }
    } catch {
      await stage.server.close()
      throw error
    }
    await stage.server.close()
  }

  private func watch(_ name: String, _ flood: () async throws -> Void) async throws {
    let before = try await Tally(self)
    let onlookers = FloodOnlookers(pid: dogwatch.process.pid, address: try await dogwatch.address())
    try await flood()
    let after = try await whenAllIsCounted(since: before)
    let seen = await onlookers.end()

    let (sent, counted) = (after.sent - before.sent, after.counted - before.counted)
    let gaps = after.gaps - before.gaps
    print(
      "\(name), seed \(Self.seed): \(sent) events sent, \(counted) counted, \(gaps) gaps stated; \(seen.scrapes.count) scrapes, "
        + "p99 \(seen.milliseconds(0.99)) ms, longest \(seen.milliseconds(1)) ms; memory at most \(seen.peakResident / 1024) MiB resident, "
        + "\(seen.peakAnonymous / 1024) MiB private, \(seen.lastAnonymous / 1024) MiB at the end; "
        + "\(systemd.pings) pings, at most \(Int(systemd.longestSilence)) s apart")
    #expect(sent == counted || gaps > 0, "\(sent - counted) of \(sent) events are missing, and no gap says so")
    #expect(after.malformed == before.malformed)
    // The inbox holds 64 MiB, and answers to as many requests come on top.
    #expect(seen.peakAnonymous < 512 << 10, "\(seen.peakAnonymous) KiB")
    #expect(systemd.longestSilence < Self.watchdogSeconds, "\(dogwatch.log.suffix(2000))")
    #expect(!dogwatch.log.contains("no ping for systemd's watchdog"), "\(dogwatch.log.suffix(2000))")
    #expect(seen.failures == 0, "\(seen.failures) scrapes were not answered")
    if Self.soakMinutes != nil { #expect(seen.milliseconds(0.99) < 50 || seen.pageBytes > 4 << 20) }
    try await dogwatch.stop()
  }

  // MARK: Counting

  /// What was sent, and what dogwatch counted.
  struct Tally {
    var sent: Int
    var counted: Int
    var gaps: Int
    var malformed: Int

    init(_ stage: FloodStage) async throws {
      sent = stage.server.read { $0.engine.containerEventCount }
      let page = try await stage.dogwatch.scrape()
      func sum(_ name: String) -> Int { Int(page.all(name).reduce(0) { $0 + $1.value }) }
      counted = sum("dogwatch_events_total")
      gaps = sum("dogwatch_gaps_total")
      malformed = sum("dogwatch_events_malformed_total")
    }
  }

  /// Waits until what was sent has been counted, or a gap says that it has not, and states agree.
  private func whenAllIsCounted(since before: Tally) async throws -> Tally {
    let tally = try await eventually(
      "all events counted", within: .seconds(180), read: { try await Tally(self) },
      until: { $0.sent - before.sent == $0.counted - before.counted || $0.gaps > before.gaps })
    try await eventually("agreement about every container", within: .seconds(180), read: { try await disagreements() }, until: \.isEmpty)
    return tally
  }

  /// Names whose state or health is told otherwise than the engine has it, at most ten.
  private func disagreements() async throws -> [String] {
    let page = try await dogwatch.scrape()
    var states: [String: String] = [:]
    var healths: [String: String] = [:]
    for sample in page.samples where sample.value == 1 {
      guard let name = sample.labels["name"] else { continue }
      if sample.name == "docker_container_state" { states[name] = sample.labels["state"] }
      if sample.name == "docker_container_health_status" { healths[name] = sample.labels["status"] }
    }
    let wrong = server.read { simulation in
      simulation.engine.names.filter { name in
        let state = simulation.engine.state(of: name)
        let health = state == .running ? simulation.engine.health(of: name)?.rawValue ?? "none" : nil
        return states[name] != state?.rawValue || (health != nil && healths[name] != health)
      }
    }
    return Array(wrong.prefix(10))
  }
}
