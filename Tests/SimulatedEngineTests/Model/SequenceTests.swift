// ENGINE.md, Container sequences, line by line: which events come, and what is left behind.

import Testing
import Watch

@testable import SimulatedEngine

@Suite struct SequenceTests {
  private func running(_ blueprint: Blueprint, _ identity: Engine.Identity = Engine.Identity()) throws -> Story {
    var story = Story(identity)
    try story.act { try $0.run("web", blueprint) }
    #expect(story.told() == "create start")
    return story
  }

  /// A crash loop in its back-off before that restart.
  private func backingOff(before restart: Int) throws -> Story {
    var story = try running(policy(.always))
    for _ in 1..<restart {
      try story.act(.seconds(7)) { try $0.exit("web", code: 1) }
    }
    try story.act { try $0.exit("web", code: 1) }
    _ = story.told()
    #expect(story.engine.state(of: "web") == .restarting)
    return story
  }

  @Test func stopIsKillDieStop() throws {
    var story = try running(policy(.always))
    try story.act { try $0.stop("web") }
    #expect(story.told() == "kill(15) die(0) stop")
    #expect(story.engine.state(of: "web") == .exited)
  }

  @Test func stopOfAStubbornOneTakesSIGKILLAfterItsTime() throws {
    var blueprint = policy(.always, Program())
    blueprint.stopSignal = 3
    blueprint.stopTimeout = 4
    var story = try running(blueprint)
    try story.act(.seconds(3)) { try $0.stop("web") }
    #expect(story.told() == "kill(3)")
    story.engine.advance(by: .seconds(2))
    #expect(story.told() == "kill(9) die(137) stop")
  }

  @Test func killIsKillDie() throws {
    var story = try running(policy(.always))
    try story.act { try $0.kill("web") }
    #expect(story.told() == "kill(9) die(137)")
  }

  @Test func crashUnderAlwaysIsDieAndStartAfterTheBackOff() throws {
    var story = try running(policy(.always))
    try story.act(.milliseconds(99)) { try $0.exit("web", code: 1) }
    #expect(story.told() == "die(1)")
    #expect(story.engine.state(of: "web") == .restarting)
    #expect(story.engine.restartCount(of: "web") == 1)
    story.engine.advance(by: .milliseconds(2))
    #expect(story.told() == "start")
  }

  @Test func backOffDoublesUpToAMinuteAndBeginsAnewAfterASteadyRun() throws {
    var story = try running(policy(.always))
    for delay in [100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 60_000, 60_000] {
      try story.act(.zero) { try $0.exit("web", code: 1) }
      story.engine.advance(by: .milliseconds(delay - 1))
      #expect(story.engine.state(of: "web") == .restarting, "\(delay)")
      story.engine.advance(by: .milliseconds(2))
      #expect(story.engine.state(of: "web") == .running, "\(delay)")
    }
    story.engine.advance(by: .seconds(10))
    try story.act(.milliseconds(101)) { try $0.exit("web", code: 1) }
    #expect(story.engine.state(of: "web") == .running)
    #expect(story.engine.restartCount(of: "web") == 13)
  }

  @Test func onFailureOfThreeGivesFourStartsAndFourDies() throws {
    var story = Story()
    var blueprint = policy(.onFailure(maximumRetryCount: 3))
    blueprint.program.ending = .init(after: .milliseconds(50), exitCode: 6)
    try story.act(.seconds(60)) { try $0.run("web", blueprint) }
    #expect(story.told() == "create start die(6) start die(6) start die(6) start die(6)")
    #expect(try story.container("web").restartCount == 3)
    #expect(try story.container("web").status == .exited)
  }

  @Test func exitZeroUnderOnFailureIsLeft() throws {
    var story = try running(policy(.onFailure(maximumRetryCount: 0)))
    try story.act(.seconds(60)) { try $0.exit("web", code: 0) }
    #expect(story.told() == "die(0)")
  }

  @Test func restartIsKillDieStopStartRestart() throws {
    var story = try running(policy(.no))
    try story.act { try $0.restart("web") }
    #expect(story.told() == "kill(15) die(0) stop start restart")
  }

  @Test func memoryLimitIsOOMAndDie137() throws {
    var story = try running(policy(.no))
    try story.act { try $0.runOutOfMemory("web", onlyChild: true) }
    #expect(story.told() == "oom")
    #expect(try !story.container("web").isOOMKilled)
    try story.act { try $0.runOutOfMemory("web") }
    #expect(story.told() == "oom die(137)")
    #expect(try story.container("web").isOOMKilled)
    try story.act { try $0.start("web") }
    #expect(try story.container("web").isOOMKilled, "20.10 keeps it over the next start")
  }

  @Test func newerEnginesClearOOMKilledAtTheStart() throws {
    var identity = Engine.Identity()
    identity.generation = .docker24
    var story = try running(policy(.always), identity)
    try story.act { try $0.runOutOfMemory("web", onlyChild: true) }
    #expect(try story.container("web").isOOMKilled)
    try story.act { try $0.kill("web") }
    try story.act { try $0.start("web") }
    #expect(try !story.container("web").isOOMKilled)
  }

  @Test func forcedRemovalIsKillDieDestroy() throws {
    var story = try running(policy(.always))
    try story.act { try $0.remove("web", force: true) }
    #expect(story.told() == "kill(9) die(137) destroy")
    #expect(story.engine.names == [])
  }

  @Test func removalOfARunningOneNeedsForce() throws {
    var story = try running(policy(.always))
    #expect(throws: Refusal.self) { try story.engine.remove("web") }
    #expect(story.told() == "")
  }

  @Test func stopDuringBackOffIsStopAlone() throws {
    var story = try backingOff(before: 5)
    try story.act(.seconds(60)) { try $0.stop("web") }
    #expect(story.told() == "stop")
    #expect(try story.container("web").restartCount == 5)
    #expect(try story.container("web").status == .exited)
  }

  @Test func killDuringBackOffSaysNothing() throws {
    var story = try backingOff(before: 5)
    try story.act(.seconds(60)) { try $0.kill("web") }
    #expect(story.told() == "")
    #expect(try story.container("web").status == .exited)
    #expect(try story.container("web").error == "")
    #expect(try story.container("web").restartCount == 5)
  }

  @Test func startDuringBackOffChangesNothing() throws {
    var story = try backingOff(before: 5)
    #expect(throws: Refusal.notModified) { try story.engine.start("web") }
    story.engine.advance(by: .seconds(2))
    #expect(story.told() == "start")
    #expect(try story.container("web").restartCount == 5)
  }

  @Test func restartDuringBackOffIsStopStartRestart() throws {
    var story = try backingOff(before: 5)
    try story.act { try $0.restart("web") }
    #expect(story.told() == "stop start restart")
    #expect(try story.container("web").restartCount == 0)
  }

  @Test func removalDuringBackOffIsDestroyAlone() throws {
    var story = try backingOff(before: 5)
    try story.act(.seconds(60)) { try $0.remove("web", force: true) }
    #expect(story.told() == "destroy")
  }

  @Test func stopOfAPausedOneThawsIt() throws {
    var story = try running(policy(.no, Program()))
    try story.act { try $0.pause("web") }
    try story.act(.seconds(11)) { try $0.stop("web") }
    #expect(story.told() == "pause kill(15) unpause kill(9) die(137) stop")
  }

  @Test func killOfAPausedOneDoesNotThawIt() throws {
    var story = try running(policy(.no))
    try story.act { try $0.pause("web") }
    try story.act { try $0.kill("web") }
    #expect(story.told() == "pause kill(9) die(137)")
  }

  @Test func firstStartThatFailsSaysNothing() throws {
    var story = Story()
    var program = Program()
    program.startError = .init(exitCode: 127, message: "no such file")
    try story.act { try $0.create("web", policy(.always, program)) }
    #expect(throws: Refusal.self) { try story.engine.start("web") }
    #expect(story.told() == "create")
    let container = try story.container("web")
    #expect(container.status == .created && container.exitCode == 127 && container.error == "no such file")
  }

  @Test func restartByPolicyThatFailsSaysNothingAndIsNotTriedAgain() throws {
    var story = try running(policy(.always))
    try story.act(.zero) { try $0.reprogram("web") { $0.startError = .init(message: "no mount") } }
    try story.act(.seconds(60)) { try $0.exit("web", code: 1) }
    #expect(story.told() == "die(1)")
    let container = try story.container("web")
    #expect(container.status == .exited && container.error == "no mount" && container.restartCount == 1)
  }

  @Test func survivedSignalCancelsARestartUnderUnlessStopped() throws {
    var story = try running(policy(.unlessStopped))
    try story.act { try $0.kill("web", signal: 1) }
    try story.act(.seconds(60)) { try $0.exit("web", code: 5) }
    #expect(story.told() == "kill(1) die(5)")
  }

  @Test func survivedSignalThatIsNotItsStopSignalLeavesAlwaysAlone() throws {
    var blueprint = policy(.always, Program())
    blueprint.stopSignal = 3
    var story = try running(blueprint)
    try story.act { try $0.kill("web", signal: 1) }
    try story.act(.seconds(1)) { try $0.exit("web", code: 5) }
    #expect(story.told() == "kill(1) die(5) start")
  }

  @Test func autoRemoveIsDieDestroy() throws {
    var blueprint = policy(.no)
    blueprint.autoRemove = true
    var story = try running(blueprint)
    try story.act { try $0.exit("web", code: 6) }
    #expect(story.told() == "die(6) destroy")
  }

  @Test func labelsOverwriteWhatTheEngineSays() throws {
    var blueprint = policy(.no)
    blueprint.labels["exitCode"] = "0"
    var story = try running(blueprint.withoutDetail)
    try story.act { try $0.rename("web", to: "shop") }
    #expect(story.told() == "rename")
    #expect(throws: Refusal.self) { try story.engine.rename("web", to: "other") }
    var forged = Story()
    try forged.act { try $0.run("web", blueprint) }
    try forged.act { try $0.exit("web", code: 7) }
    #expect(forged.told() == "create(0) start(0) die(0)")
  }
}

extension Blueprint {
  /// Without labels that look like details of events.
  fileprivate var withoutDetail: Blueprint {
    var copy = self
    copy.labels = [:]
    return copy
  }
}
