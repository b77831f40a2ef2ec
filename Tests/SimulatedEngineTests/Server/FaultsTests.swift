// Wrong answers on demand, and deeds through the API.

import DockerEngine
import Foundation
import Testing
import Watch

@testable import SimulatedEngine

@Suite struct FaultsTests {
  @Test(arguments: [Faults.WrongAnswer.forbiddenPage, .internalError, .truncated])
  func wrongAnswersAreNoList(_ wrong: Faults.WrongAnswer) async throws {
    try await serving { engine in
      try engine.run("web")
    } _: { server, client in
      try await client.ping()
      server.change { $0.faults.answers[.list] = wrong }
      await #expect(throws: EngineError.self) { try await client.list() }
      #expect(try await client.info().name == "simulated")
      server.change { $0.faults = Faults() }
      #expect(try await client.list().listing.rows.count == 1)
    }
  }

  @Test func refusedConnectionsAreRefused() async throws {
    try await serving { server, client in
      try await client.ping()
      server.change { $0.faults.refusesConnections = true }
      let other = try EngineClient(host: client.host)
      try await eventually("a refusal") { (try? await other.ping()) == nil }
      server.change { $0.faults.refusesConnections = false }
      try await eventually("an answer") { (try? await other.ping()) != nil }
      await other.shutdown()
    }
  }

  @Test func aHangEndsWithTheAnswer() async throws {
    try await serving { server, client in
      server.change { $0.faults.hangs = true }
      async let answer = client.info()
      try await eventually("a request that waits") { server.parkedCount == 1 }
      server.change { $0.faults.hangs = false }
      #expect(try await answer.name == "simulated")
    }
  }

  @Test func aVersionOutOfRangeIsRefusedInTheEnginesWords() throws {
    var simulation = Simulation(Engine(now: .present))
    func answer(_ uri: String) -> String {
      guard case .answer(let answer) = simulation.react(to: Request(method: "GET", target: Target(uri))) else { return "" }
      return "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
    }
    #expect(answer("/v1.41/info").hasPrefix("200"))
    #expect(answer("/v1.44/info").contains("400 {\"message\":\"client version 1.44 is too new. Maximum supported API version is 1.41\"}"))
    #expect(answer("/v1.11/info").contains("is too old. Minimum supported API version is 1.12"))
    #expect(answer("/nowhere").hasPrefix("404"))
  }

  @Test func deedsThroughTheAPIAreDone() throws {
    var engine = Engine(now: .present)
    try engine.run("web", policy(.always))
    var simulation = Simulation(engine)
    func status(_ method: String, _ uri: String) -> Int {
      defer { simulation.engine.advance(by: .milliseconds(20)) }
      guard case .answer(let answer) = simulation.react(to: Request(method: method, target: Target(uri))) else { return 0 }
      return answer.status
    }
    #expect(status("POST", "/v1.41/containers/web/pause") == 204)
    #expect(simulation.engine.state(of: "web") == .paused)
    #expect(status("POST", "/containers/web/unpause") == 204)
    #expect(status("POST", "/containers/web/stop?t=3") == 204)
    #expect(simulation.engine.state(of: "web") == .exited)
    #expect(status("POST", "/containers/web/stop") == 304)
    #expect(status("POST", "/containers/web/start") == 204)
    #expect(status("POST", "/containers/web/kill?signal=SIGHUP") == 204)
    #expect(simulation.engine.state(of: "web") == .running)
    #expect(status("POST", "/containers/web/rename?name=shop%2Dweb") == 204)
    #expect(status("DELETE", "/containers/web") == 404)
    #expect(status("DELETE", "/containers/shop-web") == 409)
    #expect(status("DELETE", "/containers/shop-web?force=1") == 204)
    #expect(simulation.engine.names == [])
  }

  @Test(arguments: [
    (#"{"type":["container"],"event":["die"]}"#, "die", true), (#"{"event":["die"]}"#, "died", false),
    (#"{"event":["health_status","di"]}"#, "health_status: healthy", true), (#"{"event":["health_status","di"]}"#, "die", true),
    (#"{"type":{"network":true}}"#, "die", false), (#"{"container":["web"]}"#, "die", true), (#"{"label":["a=b"]}"#, "die", true),
    (#"{"label":["a=c"]}"#, "die", false),
  ])
  func filtersAreTheEngines(_ json: String, _ action: String, _ matches: Bool) throws {
    let filter = try #require(EventFilter(json: json))
    let event = Event(
      subject: .container, action: action, id: "1", attributes: ["name": "web", "a": "b"], time: Timestamp(seconds: 1))
    #expect(filter.matches(event) == matches)
  }
}
