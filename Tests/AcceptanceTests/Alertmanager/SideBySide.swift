// The stage: Dogwatch on a simulated engine and a real Alertmanager, side by side before one receiver.

import Foundation
import SimulatedEngine
import Testing
import Watch

/// A simulated engine, the dogwatch that watches it, an Alertmanager that is pushed the same alerts, and the receiver that both notify.
struct SideBySide: Sendable {
  /// Who sent a notification.
  enum Side: String, Sendable, CaseIterable {
    case dogwatch, alertmanager
  }

  /// Of both alike, in seconds.
  struct Times: Sendable {
    var wait: Int
    var interval: Int
    var repeating: Int
  }

  /// Alertmanager writes it as a regular expression that matches it.
  static let webhook = "ops.team"
  static let externalURL = "https://dogwatch.example.com/box"

  let engine: EngineServer
  let dogwatch: Dogwatch
  let alertmanager: Alertmanager
  private let received = Locked<[Heard]>([])
  private let folder: TemporaryFolder

  /// Runs a test beside both and ends all of it. `lateness`: by how many milliseconds the answer to the
  /// n-th notification of a side and group is late.
  static func run(
    _ times: Times, rules: [String: JSONValue] = [:], lateness: @escaping @Sendable (Heard, Int) -> Int? = { _, _ in nil },
    containers: @Sendable (inout Engine) throws -> Void, _ body: (SideBySide) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    let engine = try await EngineServer(Simulation(Engine(now: Timestamp(seconds: 1))), at: .unix(path: "\(folder.path)/docker.sock"))
    do {
      try engine.change { try containers(&$0.engine) }
      let stage = try await SideBySide(times, rules: rules, lateness: lateness, engine: engine, folder: folder)
      try await body(stage)
      try await stage.dogwatch.stop()
      try await stage.alertmanager.server.end()
    } catch {
      await engine.close()
      throw error
    }
    await engine.close()
  }

  private init(
    _ times: Times, rules: [String: JSONValue], lateness: @escaping @Sendable (Heard, Int) -> Int?, engine: EngineServer,
    folder: TemporaryFolder
  ) async throws {
    (self.engine, self.folder) = (engine, folder)
    let (receiver, received) = (try AlertReceiver(), received)
    receiver.answer { request in
      let heard = Heard(request)
      let number = received.change { received in
        received.append(heard)
        return received.count { $0.side == heard.side && $0.group == heard.group }
      }
      return lateness(heard, number).map { .late(milliseconds: $0) } ?? .status(200)
    }
    dogwatch = try Dogwatch(
      host: engine.host,
      configuration: [
        "host": .string("box"),
        "http": .object(["externalURL": .string(Self.externalURL)]),
        "webhooks": .array([receiver.webhook(Self.webhook)]),
        "alerts": .object([
          "groupWait": .string("\(times.wait)s"), "groupInterval": .string("\(times.interval)s"),
          "repeatInterval": .string("\(times.repeating)s"), "rules": .object(rules),
        ]),
      ])
    try await dogwatch.whenReady()
    // Last, so that it has not cleaned up before the play is over: it does that every 30 s.
    alertmanager = try await Alertmanager(
      in: folder.path,
      configuration: Alertmanager.configuration(
        receiver: Self.webhook, url: "http://127.0.0.1:\(receiver.port)/hook", wait: times.wait, interval: times.interval,
        repeating: times.repeating),
      externalURL: Self.externalURL)
  }

  // MARK: What it takes to be the same alert

  /// A container of a compose project that is probed only when the test says so.
  static func service(_ name: String, of project: String, image: String = "box") -> Blueprint {
    Blueprint(
      image: image, labels: ["com.docker.compose.project": project, "com.docker.compose.service": name],
      healthcheck: Healthcheck(interval: 3600 * 1_000_000_000, retries: 1), program: .graceful)
  }

  func change(_ deed: @Sendable (inout Engine) throws -> Void) throws { try engine.change { try deed(&$0.engine) } }

  /// The alert about a container that fires in Dogwatch, as Alertmanager takes it.
  func firing(_ container: String) async throws -> JSONValue? {
    let rows = try JSONValue(parsing: try await dogwatch.get("/api/v1/alerts").body)["alerts"].array
    return rows.first { $0["labels"]["name"].string == container }.map(Self.pushable)
  }

  /// What Prometheus would push of an alert as Dogwatch tells it; `endsAt` only when it has resolved.
  static func pushable(_ alert: JSONValue) -> JSONValue {
    var members = alert.object.filter { ["labels", "annotations", "startsAt"].contains($0.key) }
    members["generatorURL"] = .string(externalURL)
    if alert["status"].string == "resolved" { members["endsAt"] = alert["endsAt"] }
    return .object(members)
  }

  /// The present as RFC 3339 has it.
  static func now() -> String {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    return formatter.string(from: .now)
  }

  // MARK: What was told

  /// The notifications of one side and group, in the order of their arrival.
  func heard(from side: Side, of group: String) -> [Heard] { received.read { $0.filter { $0.side == side && $0.group == group } } }

  /// Waits for something without which the test cannot go on; at once in vain when Alertmanager has ended.
  func wait(for what: String, until holds: () async throws -> Bool) async throws {
    try await eventually(
      "\(what); heard: \(received.read { $0 })", read: { try await holds() },
      until: { $0 || (try? alertmanager.server.mustRun()) == nil })
    try alertmanager.server.mustRun()
  }
}
