// ENGINE.md, Health: what is announced, what is silent, and what counts.

import Testing
import Watch

@testable import SimulatedEngine

@Suite struct HealthTests {
  private func running(_ check: Healthcheck, answering probe: Program.ProbeAnswer) throws -> Story {
    var story = Story()
    var program = Program.graceful
    program.probe = probe
    try story.act(.zero) { try $0.run("web", Blueprint(policy: .always, healthcheck: check, program: program)) }
    #expect(story.told() == "create start")
    return story
  }

  private let check = Healthcheck(interval: 1_000_000_000, timeout: 5_000_000_000, retries: 3)

  @Test func startingIsNotAnnouncedAndTheFirstSuccessIs() throws {
    var story = try running(check, answering: .good)
    #expect(story.engine.health(of: "web") == .starting)
    story.engine.advance(by: .milliseconds(1030))
    #expect(story.told() == "health_status: healthy")
  }

  @Test func unhealthyAfterSoManyFailures() throws {
    var story = try running(check, answering: .bad("no"))
    story.engine.advance(by: .milliseconds(2900))
    #expect(story.told() == "")
    story.engine.advance(by: .milliseconds(300))
    #expect(story.told() == "health_status: unhealthy")
    story.engine.advance(by: .seconds(60))
    #expect(story.told() == "")
    let health = try #require(try story.container("web").health)
    #expect(health.failingStreak > 3 && health.log.count == 5)
  }

  @Test func failuresInTheStartPeriodDoNotCount() throws {
    var patient = check
    patient.startPeriod = 10_000_000_000
    var story = try running(patient, answering: .bad("no"))
    story.engine.advance(by: .seconds(10))
    #expect(try story.container("web").health?.failingStreak == 0)
    story.engine.advance(by: .seconds(4))
    #expect(story.told() == "health_status: unhealthy")
  }

  @Test func pauseReadsUnhealthyWithoutAWordAndAGoodProbeAnnouncesHealthy() throws {
    var story = try running(check, answering: .good)
    story.engine.advance(by: .seconds(2))
    _ = story.told()
    try story.act(.seconds(5)) { try $0.pause("web") }
    #expect(story.told() == "pause")
    #expect(story.engine.health(of: "web") == .unhealthy)
    try story.act(.seconds(2)) { try $0.unpause("web") }
    #expect(story.told() == "unpause health_status: healthy")
  }

  @Test func anExitEndsTheProbesAndTheNextRunBeginsStarting() throws {
    var story = try running(check, answering: .good)
    story.engine.advance(by: .milliseconds(2050))
    _ = story.told()
    try story.act(.milliseconds(500)) { try $0.exit("web", code: 1) }
    #expect(story.told() == "die(1) start")
    #expect(story.engine.health(of: "web") == .starting)
    story.engine.advance(by: .seconds(1))
    #expect(story.told() == "health_status: healthy")
  }

  @Test func eachProbeAddsThreeEventsToTheRing() throws {
    var story = try running(check, answering: .good)
    _ = story.engine.takeEvents()
    story.engine.advance(by: .milliseconds(1030))
    #expect(
      story.engine.takeEvents().map(\.action) == [
        "exec_create: /bin/sh -c check", "exec_start: /bin/sh -c check", "exec_die", "health_status: healthy",
      ])
  }

  @Test func aProbeThatIsTooSlowFailed() throws {
    var slow = Program.ProbeAnswer.good
    slow.length = 60_000_000_000
    var story = try running(check, answering: slow)
    story.engine.advance(by: .seconds(20))
    let health = try #require(try story.container("web").health)
    #expect(health.status == .unhealthy)
    #expect(health.log.last?.exitCode == -1)
  }
}
