// Same seed, same deeds, same events; and a load is one.

import Testing
import Watch

@testable import SimulatedEngine

@Suite struct DeterminismTests {
  private func load(seed: UInt64) throws -> [Event] {
    var engine = Engine(now: Timestamp(seconds: 1_700_000_000), seed: seed)
    var load = EngineLoad(containerCount: 20, seed: seed)
    try load.populate(&engine)
    for _ in 0..<500 {
      load.step(&engine)
      engine.advance(by: .milliseconds(2))
    }
    return engine.takeEvents()
  }

  @Test func aLoadIsTheSameForTheSameSeed() throws {
    let first = try load(seed: 3)
    #expect(first.count > 2000)
    #expect(try load(seed: 3) == first)
    #expect(try load(seed: 4) != first)
    #expect(zip(first, first.dropFirst()).allSatisfy { $0.time < $1.time })
  }

  @Test func theStoryOfTheDemoHoldsEachKindOfTrouble() throws {
    var simulation = Simulation(try Shop.open())
    let events = Shop.story.play(on: &simulation)
    let actions = Set(events.map(\.action))
    #expect(actions.isSuperset(of: ["oom", "die", "stop", "destroy", "rename", "health_status: unhealthy", "health_status: healthy"]))
    let mailer = events.filter { $0.attributes["name"] == Shop.mailer && $0.attributes["exitCode"] == "78" }
    #expect(mailer.count == 4, "three retries and the end")
    let unhealthy = try #require(events.first { $0.action == "health_status: unhealthy" })
    #expect(unhealthy.attributes["name"] == Shop.api)
    #expect(simulation.engine.presence == .up)
  }
}
