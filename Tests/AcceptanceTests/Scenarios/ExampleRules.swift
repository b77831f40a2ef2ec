// The examples for Prometheus, Alertmanager and Grafana, all together, while Dogwatch sees a bad hour in half a minute.

import Foundation
import SimulatedEngine
import Testing
import Watch

@Suite(.needs("prometheus", "prometheus-alertmanager")) struct ExampleRules {
  @Test func badHourIsToldAndDrawn() async throws {
    try await Observatory.run { post in
      try await post.whenScraped("docker_container_exits_total{name=\"shop-mailer-1\", outcome=\"exhausted\"} == 0")
      try post.change(Self.fallIll)
      let told = [
        "ContainerCrashLooping shop-worker-1", "ContainerGivenUp shop-mailer-1", "ContainerOOMKilled shop-cache-1",
        "ContainerUnhealthy shop-api-1",
      ]
      try await post.whenTold(firing: told)
      // What a person does, and what ends as it should, raises none: nor does what has not happened yet.
      #expect(try await post.fired() == told)

      try post.change(Self.mend)
      try await post.whenTold(resolved: ["ContainerCrashLooping shop-worker-1", "ContainerUnhealthy shop-api-1"])

      try post.change { $0.shutDown() }
      try await post.whenTold(firing: ["EngineUnreachable"])
      try post.change { $0.boot() }
      try await post.whenTold(resolved: ["EngineUnreachable"])
      #expect(try await post.fired() == (told + ["EngineUnreachable"]).sorted())
      // The engine is up as soon as its stream is; how long it was not seen is stated when everything has been looked at again.
      try await post.whenScraped("dogwatch_gap_seconds_total > 0")

      for query in try Dashboard(path: Observatory.example("grafana-dashboard.json")).queries { try await Self.check(query, on: post) }

      try await post.dogwatch.stop()
      try await post.whenTold(firing: ["DogwatchDown"])
    }
  }

  /// Nothing waits as long as the receiver answers; everything else has something to show.
  private static func check(_ query: Dashboard.Query, on post: Observatory) async throws {
    let series = try await post.prometheus.range(query.expression, seconds: 300)
    #expect(!series.isEmpty && series.allSatisfy { !$0.values.isEmpty }, "\(query.panel) is empty: \(query.expression)")
    for label in query.legendLabels {
      #expect(series.allSatisfy { $0.labels[label] != nil }, "\(query.panel) has no \(label) for its legend: \(query.expression)")
    }
    if query.panel != "Notifications waiting" {
      #expect(series.contains { $0.values.contains { $0 > 0 } }, "\(query.panel) shows nothing: \(query.expression)")
    }
  }

  // MARK: The hour

  private static let fallIll: @Sendable (inout Engine) throws -> Void = { engine in
    try engine.reprogram("shop-api-1") { $0.probe = .bad("connection refused\n") }
    try engine.runOutOfMemory("shop-cache-1")
    for (name, code) in [("shop-worker-1", 1), ("shop-mailer-1", 78)] {
      try engine.reprogram(name) { $0.ending = .init(after: .milliseconds(50), exitCode: code) }
      try engine.exit(name, code: code)
    }
    // Everyday work.
    try engine.restart("shop-web-1")
    try engine.stop("shop-db-1")
    var once = Blueprint(program: .graceful)
    once.program.ending = .init(after: .milliseconds(50), exitCode: 0)
    try engine.run("shop-migrate-1", once)
  }

  private static let mend: @Sendable (inout Engine) throws -> Void = { engine in
    try engine.reprogram("shop-api-1") { $0.probe = .good }
    try engine.reprogram("shop-worker-1") { $0.ending = nil }
    try engine.remove("shop-worker-1", force: true)
    try engine.start("shop-db-1")
  }
}

/// A shop on a simulated engine, Dogwatch, and what is in `examples/`: only addresses are others, and minutes are seconds.
private struct Observatory: Sendable {
  let engine: EngineServer
  let dogwatch: Dogwatch
  let prometheus: Prometheus
  let alertmanager: Alertmanager
  let receiver: AlertReceiver
  private let folder: TemporaryFolder

  static func example(_ file: String) -> String { "\(Repository.root)/examples/\(file)" }

  static func run(_ body: (Observatory) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    let engine = try await EngineServer(Simulation(Engine(now: Timestamp(seconds: 1))), at: .unix(path: "\(folder.path)/docker.sock"))
    do {
      try engine.change { try openShop(&$0.engine) }
      let post = try await Observatory(engine: engine, folder: folder)
      try await body(post)
      try await post.prometheus.server.end()
      try await post.alertmanager.server.end()
    } catch {
      await engine.close()
      throw error
    }
    await engine.close()
  }

  private init(engine: EngineServer, folder: TemporaryFolder) async throws {
    (self.engine, self.folder) = (engine, folder)
    receiver = try AlertReceiver()
    dogwatch = try Dogwatch(
      host: engine.host,
      configuration: [
        "webhooks": .array([receiver.webhook]), "alerts": .object(["groupWait": .string("1s"), "groupInterval": .string("1s")]),
      ])
    try await dogwatch.whenReady()
    alertmanager = try await Alertmanager(
      in: folder.path,
      configuration: Self.text(
        "alertmanager.yml",
        [
          "127.0.0.1:8080": "127.0.0.1:\(receiver.port)",
          "group_by: [alertname, instance]": "group_by: [alertname, instance]\n  group_wait: 1s\n  group_interval: 1s",
        ]))
    try Self.text("rules.yml", ["for: 1m": "for: 2s", "for: 2m": "for: 2s"])
      .write(toFile: "\(folder.path)/rules.yml", atomically: true, encoding: .utf8)
    prometheus = try await Prometheus(
      in: folder.path,
      configuration: Self.text(
        "prometheus.yml",
        [
          "127.0.0.1:9377": try await dogwatch.address().description, "127.0.0.1:9093": "127.0.0.1:\(alertmanager.server.port)",
          "scrape_interval: 15s": "scrape_interval: 1s", "evaluation_interval: 15s": "evaluation_interval: 1s",
        ]))
  }

  struct NotThere: Error, CustomStringConvertible {
    var description: String
  }

  /// An example's text with other words in some places, which must be there.
  private static func text(_ file: String, _ words: [String: String]) throws -> String {
    try words.reduce(try String(contentsOfFile: example(file), encoding: .utf8)) { text, word in
      guard text.contains(word.key) else { throw NotThere(description: "no \(word.key) in \(file)") }
      return text.replacing(word.key, with: word.value)
    }
  }

  private static func openShop(_ engine: inout Engine) throws {
    let check = Healthcheck(interval: 200_000_000, retries: 2)
    let services: [(String, RestartPolicy, Healthcheck?)] = [
      ("web", .unlessStopped, check), ("api", .unlessStopped, check), ("db", .unlessStopped, check), ("cache", .always, nil),
      ("worker", .always, nil), ("mailer", .onFailure(maximumRetryCount: 2), nil),
    ]
    for (name, policy, check) in services {
      let labels = ["com.docker.compose.project": "shop", "com.docker.compose.service": name]
      try engine.run("shop-\(name)-1", Blueprint(policy: policy, labels: labels, healthcheck: check, program: .graceful))
    }
  }

  func change(_ deed: @Sendable (inout Engine) throws -> Void) throws { try engine.change { try deed(&$0.engine) } }

  // MARK: Questions

  func whenScraped(_ expression: String) async throws {
    try await eventually("\(expression) in Prometheus") { try await !prometheus.query(expression).isEmpty }
  }

  /// The rules' alerts that have fired at any time, by name and container.
  func fired() async throws -> [String] {
    let series = try await prometheus.query("group by (alertname, name) (last_over_time(ALERTS{alertstate=\"firing\"}[1h]))")
    return series.map { [$0.labels["alertname"], $0.labels["name"]].compactMap { $0 }.joined(separator: " ") }.sorted()
  }

  /// Waits until Alertmanager has told the receiver of these.
  func whenTold(firing: [String] = [], resolved: [String] = []) async throws {
    let expected = Set(firing.map { "\($0) firing" } + resolved.map { "\($0) resolved" })
    try await eventually(
      "\(expected) told by Alertmanager", within: .seconds(60),
      read: {
        for server in [prometheus.server, alertmanager.server] { try server.mustRun() }
        return told()
      }, until: { $0.isSuperset(of: expected) })
  }

  private func told() -> Set<String> {
    let bodies = receiver.requests.filter { $0.headers["user-agent"]?.hasPrefix("Alertmanager/") == true }.map(\.json)
    return Set(
      bodies.flatMap { $0["alerts"].array }.map { alert in
        [alert["labels"]["alertname"], alert["labels"]["name"], alert["status"]].compactMap(\.string).joined(separator: " ")
      })
  }
}
