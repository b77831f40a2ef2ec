// ENGINE.md, When the engine comes back.

import Testing
import Watch

@testable import SimulatedEngine

@Suite struct PowerTests {
  /// One container of each policy that runs, `name-stopped` of each that a person stopped, and all of them settled.
  private func household(liveRestore: Bool = false) throws -> Story {
    var identity = Engine.Identity()
    identity.liveRestore = liveRestore
    var story = Story(identity)
    for (name, policy) in [
      ("no", RestartPolicy.no), ("always", .always), ("unless", .unlessStopped), ("failure", .onFailure(maximumRetryCount: 2)),
    ] {
      try story.act {
        try $0.run(name, Blueprint(policy: policy, program: Program(exitCodes: [15: 143])))
        try $0.run("\(name)-stopped", Blueprint(policy: policy, program: Program(exitCodes: [15: 0])))
        try $0.stop("\(name)-stopped")
      }
    }
    _ = story.told()
    return story
  }

  private func running(_ story: Story) -> [String] { story.engine.names.filter { story.engine.state(of: $0) == .running } }

  @Test func cleanStopTakesEverythingDownAndEndsASecondLater() throws {
    var story = try household()
    story.act(.milliseconds(500)) { $0.shutDown() }
    #expect(story.engine.presence == .shuttingDown)
    #expect(running(story) == [])
    #expect(
      story.told().split(separator: " ").sorted() == ["die(143)", "kill(15)", "stop"].flatMap { Array(repeating: Substring($0), count: 4) })
    story.engine.advance(by: .seconds(1))
    #expect(story.engine.presence == .down)
    story.act { $0.boot() }
    #expect(story.engine.presence == .up)
    // `always` comes back even after a person's stop; the ring is empty but for the starts.
    #expect(running(story) == ["always", "always-stopped", "failure", "unless"])
    #expect(story.told() == "start start start start")
    #expect(story.engine.ring.count == 8)
  }

  @Test func containersThatOutlivedTheEngineAreCleanedUpBeforeItAnswers() throws {
    var story = try household()
    story.act { $0.die() }
    try story.act(.seconds(5)) { try $0.exit("unless", code: 7) }
    #expect(story.told() == "")
    story.act(.zero) { $0.boot() }
    #expect(story.engine.presence == .booting)
    story.engine.advance(by: .milliseconds(10))
    #expect(story.engine.presence == .up)
    // The clean-up marks as a person's stop would; what ended by itself meanwhile is not marked.
    #expect(running(story) == ["always", "always-stopped", "failure", "unless"])
    #expect(story.told().hasPrefix("kill(15) "))
    #expect(try story.container("unless").restartCount == 0)
  }

  @Test func unlessStoppedStaysDownAfterTheCleanUp() throws {
    var story = try household()
    story.act { $0.die() }
    story.act { $0.boot() }
    #expect(running(story) == ["always", "always-stopped", "failure"])
  }

  @Test func hostCrashLeaves255() throws {
    var story = try household()
    story.act(.seconds(9)) { $0.crashHost() }
    story.act(.zero) { $0.boot() }
    #expect(running(story) == ["always", "always-stopped", "failure", "unless"])
    let lost = try story.container("no")
    #expect(lost.exitCode == 255 && lost.finishedAt == story.engine.now)
    #expect(story.told() == "start start start start")
  }

  @Test func liveRestoreLeavesTheRunningAlone() throws {
    var story = try household(liveRestore: true)
    story.act(.seconds(2)) { $0.shutDown() }
    #expect(story.engine.presence == .down)
    try story.act { try $0.exit("failure", code: 7) }
    #expect(story.told() == "")
    story.act { $0.boot() }
    #expect(running(story) == ["always", "always-stopped", "failure", "no", "unless"])
    #expect(story.told() == "start start")
  }

  @Test func usedUpRetriesStayDown() throws {
    var story = Story()
    var blueprint = Blueprint(policy: .onFailure(maximumRetryCount: 1))
    blueprint.program.ending = .init(after: .milliseconds(10), exitCode: 3)
    try story.act(.seconds(5)) { try $0.run("web", blueprint) }
    story.act(.seconds(5)) { $0.shutDown() }
    _ = story.told()
    story.act { $0.boot() }
    #expect(story.engine.state(of: "web") == .exited)
    #expect(story.told() == "")
  }

  @Test func backOffAtAShutdownIsStopAlone() throws {
    var story = Story()
    try story.act { try $0.run("web", policy(.always)) }
    try story.act(.milliseconds(200)) { try $0.exit("web", code: 1) }
    try story.act { try $0.exit("web", code: 1) }
    _ = story.told()
    story.act(.seconds(5)) { $0.shutDown() }
    #expect(story.told() == "stop")
  }
}
