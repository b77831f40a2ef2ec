// What our own client reads from the simulated engine, and that the bodies have the real engine's keys.

import DockerEngine
import Foundation
import JSON
import Testing
import Watch

@testable import SimulatedEngine

@Suite struct AnswersTests {
  @Test func ourClientReadsEverythingItNeeds() async throws {
    var blueprint = Blueprint(image: "shop/web:1", policy: .onFailure(maximumRetryCount: 3), labels: ["a": "b"])
    blueprint.healthcheck = Healthcheck(interval: 3_000_000_000, timeout: 2_000_000_000, startPeriod: 1_000_000_000, retries: 4)
    // Of a check that succeeds it would be healthy before a busy machine gets to asking.
    blueprint.healthcheck?.interval = 3600 * 1_000_000_000
    blueprint.stopSignal = 3
    blueprint.stopTimeout = 7
    blueprint.memoryLimit = 1 << 20
    let made = blueprint
    try await serving { engine in
      try engine.run("web", made)
    } _: { _, client in
      let ping = try await client.ping()
      #expect(ping.apiVersion == APIVersion(1, 41))
      let info = try await client.info()
      #expect(info.name == "simulated" && info.version == "20.10.24" && !info.liveRestore && info.systemTime != nil)
      let list = try await client.list()
      #expect(list.skippedRows == 0)
      let row = try #require(list.listing.rows.first)
      #expect(row.name == ContainerName("web") && row.state == .running && row.health == .starting)
      guard case .found(let found) = await client.inspect(row.id).result else {
        Issue.record("not found")
        return
      }
      #expect(found.name == ContainerName("web") && found.image == "shop/web:1" && found.labels == ["a": "b"])
      #expect(found.restartPolicy == .onFailure(maximumRetryCount: 3) && found.stopSignal == 3 && found.stopTimeout == 7)
      #expect(found.memoryLimit == 1 << 20 && found.healthcheck == made.healthcheck)
      #expect(found.state.status == .running && found.state.startedAt != nil && found.state.finishedAt == nil)
      #expect(found.state.health?.status == .starting)
      guard case .missing = await client.inspect(ContainerID("nobody")).result else {
        Issue.record("found nobody")
        return
      }
    }
  }

  // MARK: The real engine's shape

  private static let recordings = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("DockerEngineTests/Recordings/engine-20.10.24")

  private func recording(_ name: String) throws -> JSONValue {
    try JSONValue(parsing: [UInt8](Data(contentsOf: Self.recordings.appendingPathComponent(name))))
  }

  private func keys(_ value: JSONValue?) -> Set<String> { Set((value?.members ?? []).map(\.key)) }

  private var healthy: Engine {
    get throws {
      var engine = Engine(now: Timestamp(seconds: 1_700_000_000))
      var blueprint = Blueprint(healthcheck: Healthcheck(interval: 1_000_000_000))
      blueprint.stopSignal = 3
      blueprint.stopTimeout = 1
      try engine.run("web", blueprint)
      engine.advance(by: .seconds(5))
      return engine
    }
  }

  @Test func inspectHasTheKeysOfTheRealOne() throws {
    let real = try recording("inspect-healthy.json")
    let ours = try JSONValue(parsing: InspectBody.json(try healthy.find("web")))
    #expect(keys(ours) == keys(real))
    #expect(keys(ours["State"]) == keys(real["State"]))
    #expect(keys(ours["State"]?["Health"]) == keys(real["State"]?["Health"]))
    #expect(keys(ours["State"]?["Health"]?["Log"]?.elements?.first) == keys(real["State"]?["Health"]?["Log"]?.elements?.first))
    #expect(keys(ours["Config"]) == keys(real["Config"]))
    #expect(keys(real["HostConfig"]).isSuperset(of: keys(ours["HostConfig"])))
  }

  @Test func listHasTheKeysOfTheRealOne() throws {
    let real = try recording("list.json")
    let ours = try JSONValue(parsing: ListBody.json(try healthy, all: true))
    #expect(keys(ours.elements?.first) == keys(real.elements?.first))
    #expect(ours.elements?.first?["Status"]?.content == .string("Up 5 seconds (healthy)"))
  }

  @Test func infoHasOnlyKeysOfTheRealOne() throws {
    let ours = try JSONValue(parsing: InfoBody.json(try healthy))
    #expect(keys(try recording("info.json")).isSuperset(of: keys(ours)))
  }

  @Test func eventsHaveTheKeysOfTheRealOnes() throws {
    let text = try String(contentsOf: Self.recordings.appendingPathComponent("events.ndjson"), encoding: .utf8)
    let real = try text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    var engine = try healthy
    try engine.stop("web")
    engine.advance(by: .seconds(11))
    for event in engine.takeEvents() {
      var json = JSONWriter()
      json.line(event)
      let ours = try JSONValue(parsing: json.bytes)
      let twin = try #require(
        real.first {
          $0["Action"].map { Self.word($0) } == ours["Action"].map { Self.word($0) } && $0["Type"]?.content == ours["Type"]?.content
        },
        "\(json.string)")
      #expect(ours.members?.map(\.key) == twin.members?.map(\.key), "\(json.string)")
      let added: Set<String> = ["com.example.note"]
      #expect(
        keys(ours["Actor"]?["Attributes"]) == keys(twin["Actor"]?["Attributes"]).subtracting(added), "\(json.string)")
    }
  }

  /// `exec_create` of `exec_create: /bin/sh -c true`.
  private static func word(_ action: JSONValue) -> Substring {
    guard case .string(let text) = action.content else { return "" }
    return text.hasPrefix("exec_") ? text.prefix { $0 != ":" } : Substring(text)
  }

  @Test(arguments: [
    (0, "Less than a second"), (1, "1 second"), (59, "59 seconds"), (60, "About a minute"), (150, "2 minutes"), (3600, "About an hour"),
    (7200, "2 hours"), (172_800, "2 days"), (1_209_600, "2 weeks"),
  ])
  func statusIsInTheEnginesWords(_ seconds: Int64, _ words: String) throws {
    var engine = Engine(now: Timestamp(seconds: 1_700_000_000))
    try engine.run("web")
    engine.advance(by: .seconds(seconds))
    #expect(StatusText.of(try engine.find("web"), at: engine.now) == "Up \(words)")
  }
}
