// One test for each row of ENGINE.md's table of container sequences, on an engine that says `die` before `stop` and on one that says it after.

import Testing
import Watch

@Suite struct ContainerSequenceTests {
  static let both = [ModelEngine.Generation.old, .new]

  @Test(arguments: both) func dockerStopIsStopped(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .always)
    story.wait(5)
    story.stop("web", code: 0)
    #expect(story.told("web") == ["created", "start new", "exit stopped"])
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
    #expect(story.lastExit("web")?.signal == 15)
    #expect(story.lastExit("web")?.exitCode == 0)
    #expect(story.evidence("web").first == "kill SIGTERM 0 s before the exit")
    #expect(story.present("web")?.state == .exited)
    #expect(story.present("web")?.lastExit?.outcome == .stopped)
    #expect(story.present("web")?.restartDelaySeconds == 0)
    #expect(story.present("web")?.startedAt == nil)
  }

  @Test(arguments: both) func dockerStopThatNeedsSIGKILLNamesTheSignalItBeganWith(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .always)
    story.stop("web", code: nil)
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
    #expect(story.lastExit("web")?.signal == 15)
    #expect(story.lastExit("web")?.exitCode == 137)
    #expect(story.lastExit("web")?.oom == false)
    #expect(story.evidence("web").prefix(2) == ["kill SIGTERM 10 s before the exit", "kill SIGKILL 0 s before the exit"])
  }

  @Test(arguments: both) func stopWithMoreTimeThanUsualIsKnownByItsStop(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .no)
    story.act { $0.kill("web", signal: 15) }
    story.wait(40)
    if generation == .new { story.act { $0.emit(.stop, $0["web"]) } }
    story.crash("web", code: 0)
    if generation == .old {
      story.wait(1)
      story.act { $0.emit(.stop, $0["web"]) }
    }
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
    #expect(story.evidence("web") == ["stop"])
  }

  @Test(arguments: both) func ownStopSignalCountsAsStop(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .unlessStopped) { $0.stopSignal = 10 }
    story.stop("web", code: 0)
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
    #expect(story.lastExit("web")?.signal == 10)
  }

  @Test(arguments: both) func dockerKillIsStopped(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .always)
    story.kill("web")
    #expect(story.told("web") == ["created", "start new", "exit stopped"])
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
    #expect(story.lastExit("web")?.signal == 9)
    #expect(story.evidence("web") == ["kill SIGKILL 0 s before the exit"])
  }

  @Test func survivedHangupIsNothing() {
    var story = Story()
    story.run("web", policy: .always)
    story.kill("web", signal: 1)
    story.wait(60)
    #expect(story.told("web") == ["created", "start new"])
    #expect(story.present("web")?.state == .running)
  }

  @Test(arguments: both) func crashUnderAlwaysIsRestarted(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .always)
    story.wait(3)
    story.crash("web", code: 5)
    #expect(story.present("web")?.state == .restarting)
    #expect(story.present("web")?.restartDelaySeconds == 0.1)
    #expect(story.present("web")?.retriesUsed == 1)
    #expect(story.present("web")?.lastExit?.code == 5)
    #expect(story.present("web")?.lastExit?.outcome == nil)
    story.wait(1)
    #expect(story.told("web") == ["created", "start new", "exit restarted", "start policy"])
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 1], exits: [.restarted: 1]))
    #expect(story.lastExit("web")?.restartDelaySeconds == 0.1)
    #expect(story.lastExit("web")?.signal == nil)
    #expect((story.lastExit("web")?.ranForSeconds ?? 0) > 2.9)
    #expect(story.present("web")?.state == .running)
    #expect(story.present("web")?.restartDelaySeconds == 0)
    #expect(story.present("web")?.retriesUsed == 1)
  }

  @Test func delayDoublesUntilARunOfTenSeconds() {
    var story = Story()
    story.run("web", policy: .always)
    var delays: [Double] = []
    for _ in 0..<5 {
      story.wait(1)
      story.crash("web")
      delays.append(story.present("web")?.restartDelaySeconds ?? -1)
      story.wait(5)
    }
    story.wait(10)
    story.crash("web")
    delays.append(story.present("web")?.restartDelaySeconds ?? -1)
    #expect(delays == [0.1, 0.2, 0.4, 0.8, 1.6, 0.1])
  }

  @Test(arguments: both) func retriesUsedUpIsExhausted(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .onFailure(maximumRetryCount: 3))
    for _ in 0..<4 {
      story.wait(1)
      story.crash("web", code: 1)
      story.wait(1)
    }
    story.wait(5)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 3], exits: [.restarted: 3, .exhausted: 1]))
    #expect(story.present("web")?.retriesUsed == 3)
    #expect(story.evidence("web") == ["policy on-failure:3", "RestartCount 3", "exit code 1"])
    #expect(story.present("web")?.state == .exited)
  }

  @Test func onFailureAndExitZeroIsCompleted() {
    var story = Story()
    story.run("job", policy: .onFailure(maximumRetryCount: 3))
    story.crash("job", code: 0)
    story.wait(5)
    #expect(story.tally("job") == Tally(starts: [.new: 1], exits: [.completed: 1]))
  }

  @Test func alwaysAndExitZeroIsRestarted() {
    var story = Story()
    story.run("job", policy: .always)
    story.crash("job", code: 0)
    story.wait(5)
    #expect(story.tally("job") == Tally(starts: [.new: 1, .policy: 1], exits: [.restarted: 1]))
  }

  @Test func exitWithoutPolicyIsCompletedOrFailed() {
    var story = Story()
    story.run("good")
    story.run("bad")
    story.crash("good", code: 0)
    story.crash("bad", code: 6)
    #expect(story.tally("good") == Tally(starts: [.new: 1], exits: [.completed: 1]))
    #expect(story.tally("bad") == Tally(starts: [.new: 1], exits: [.failed: 1]))
    #expect(story.evidence("bad") == ["policy no", "exit code 6"])
  }

  @Test(arguments: both) func dockerRestartIsStoppedAndManual(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .always)
    story.restart("web")
    story.wait(5)
    #expect(story.told("web") == ["created", "start new", "exit stopped", "start manual"])
    #expect(story.tally("web") == Tally(starts: [.new: 1, .manual: 1], exits: [.stopped: 1]))
  }

  @Test(arguments: both) func memoryLimitHitIsAnOOMKill(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .always)
    story.act { $0.runOutOfMemory("web", isMain: true) }
    story.wait(2)
    story.list()
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 1], exits: [.restarted: 1], oomKills: 1))
    #expect(story.lastExit("web")?.oom == true)
    #expect(story.evidence("web").last == "killed for memory")
  }

  @Test(arguments: both) func unannouncedOOMKillIsFoundByInspect(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web")
    story.act { $0.runOutOfMemory("web", isMain: true, isAnnounced: false) }
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.failed: 1], oomKills: 1))
    #expect(story.lastExit("web")?.oom == true)
  }

  @Test(arguments: both) func repeatedOOMEventsOfOneRunCountOnce(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web")
    story.act { $0.runOutOfMemory("web", isMain: false) }
    story.act { $0.runOutOfMemory("web", isMain: false) }
    story.act { $0.exit("web", code: 0) }
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.completed: 1], oomKills: 1))
    #expect(story.lastExit("web")?.oom == false)
    #expect(story.evidence("web").last == "a process in it was killed for memory")
  }

  @Test(arguments: both) func childKilledForMemoryIsNoExit(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .always)
    story.act { $0.runOutOfMemory("web", isMain: false) }
    story.list()
    #expect(story.tally("web") == Tally(starts: [.new: 1], oomKills: 1))
  }

  @Test func markKeptOverTheNextStartIsNoSecondOOMKill() {
    // 20.10 clears OOMKilled only at the next exit.
    var story = Story(generation: .old)
    story.run("web", policy: .always)
    story.act { $0.runOutOfMemory("web", isMain: true) }
    story.wait(2)
    for _ in 0..<30 {
      story.wait(30)
      story.list()
    }
    #expect(story.present("web")?.state == .running)
    #expect(story.tally("web")?.oomKills == 1)
    story.crash("web")
    story.wait(1)
    #expect(story.tally("web")?.oomKills == 1)
    story.wait(1)
    story.act { $0.runOutOfMemory("web", isMain: true) }
    #expect(story.tally("web")?.oomKills == 2)
  }

  @Test func exit137AloneIsNoOOMKill() {
    var story = Story()
    story.run("web")
    story.crash("web", code: 137)
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.failed: 1]))
    #expect(story.lastExit("web")?.oom == false)
  }

  @Test(arguments: both) func removalByForceOfARunningOneIsStopped(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .always)
    story.remove("web")
    #expect(story.told("web") == ["created", "start new", "exit stopped", "removed"])
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
    #expect(story.view("web")?.present == nil)
  }

  @Test func removalByForceDuringBackOffIsStopped() {
    var story = inBackOff()
    story.remove("web")
    #expect(story.told("web").suffix(2) == ["exit stopped", "removed"])
    #expect(story.exits("web") == [.restarted: 4, .stopped: 1])
    #expect(story.evidence("web").first == "removed during its back-off")
  }

  @Test func dockerStopDuringBackOffIsStopped() {
    var story = inBackOff()
    story.stop("web")
    #expect(story.exits("web") == [.restarted: 4, .stopped: 1])
    #expect(story.present("web")?.state == .exited)
    #expect(story.present("web")?.restartDelaySeconds == 0)
    #expect(story.evidence("web") == ["stop"])
  }

  @Test func dockerKillDuringBackOffIsStoppedWhenTheStartStaysAway() {
    var story = inBackOff()
    story.kill("web")
    story.wait(9)
    #expect(story.exits("web") == [.restarted: 4, .stopped: 1])
    #expect(story.present("web")?.state == .exited)
    #expect(story.abandonments.isEmpty)
  }

  @Test func dockerStartDuringBackOffChangesNothing() {
    var story = inBackOff()
    story.start("web")
    story.wait(5)
    #expect(story.exits("web") == [.restarted: 5])
    #expect(story.starts("web") == [.new: 1, .policy: 5])
  }

  @Test func dockerRestartDuringBackOffIsStoppedAndManual() {
    var story = inBackOff()
    story.restart("web")
    #expect(story.exits("web") == [.restarted: 4, .stopped: 1])
    #expect(story.starts("web") == [.new: 1, .policy: 4, .manual: 1])
    #expect(story.present("web")?.retriesUsed == 0)
    #expect(story.present("web")?.state == .running)
  }

  /// In a back-off of 1.6 s, the fifth.
  private func inBackOff() -> Story {
    var story = Story()
    story.run("web", policy: .always)
    for _ in 0..<4 {
      story.wait(0.5)
      story.crash("web")
      story.wait(1)
    }
    story.wait(0.5)
    story.crash("web")
    return story
  }

  @Test(arguments: both) func dockerStopOfAPausedOneIsStopped(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .always)
    story.pause("web")
    #expect(story.present("web")?.state == .paused)
    story.stop("web", code: nil)
    #expect(story.told("web") == ["created", "start new", "paused", "unpaused", "exit stopped"])
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
    #expect(story.lastExit("web")?.signal == 15)
  }

  @Test(arguments: both) func dockerKillOfAPausedOneIsStopped(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .always)
    story.pause("web")
    story.kill("web")
    #expect(story.told("web") == ["created", "start new", "paused", "exit stopped"])
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
  }

  @Test(arguments: both) func composeDownIsStoppedAndRemoved(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .unlessStopped)
    story.act {
      $0.stop("web", code: 0)
      $0.remove("web")
    }
    #expect(story.told("web") == ["created", "start new", "exit stopped", "removed"])
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
  }

  @Test(arguments: both) func composeRecreateCountsForTheNameAlone(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("app-web-1", policy: .always) { $0.labels["com.docker.compose.project"] = "app" }
    let temporary = "\(story.engine.id("app-web-1").short)_app-web-1"
    story.create(temporary, policy: .always) {
      $0.labels = ["com.docker.compose.project": "app", "com.docker.compose.replace": "web-1"]
    }
    #expect(story.view(temporary) == nil)
    story.stop("app-web-1", code: 0)
    story.remove("app-web-1")
    story.rename(temporary, to: "app-web-1")
    story.start("app-web-1")
    #expect(story.view(temporary) == nil)
    #expect(!story.fleet.names.contains(ContainerName(temporary)))
    #expect(story.told(temporary) == ["created"])
    #expect(
      story.told("app-web-1") == [
        "created", "start new", "exit stopped", "removed", "renamed from \(temporary)", "start new",
      ])
    #expect(story.tally("app-web-1") == Tally(starts: [.new: 2], exits: [.stopped: 1]))
    #expect(story.present("app-web-1")?.state == .running)
  }

  @Test func firstStartThatFailsIsFoundByInspect() {
    var story = Story()
    story.create("web", policy: .always) { $0.startError = "exec: \"nonsense\": not found" }
    story.start("web")
    story.wait(30)
    story.list()
    story.list()
    #expect(story.told("web") == ["created", "start-failed"])
    #expect(story.tally("web") == Tally(startFailures: 1))
    #expect(story.transitions.last?.kind == .startFailed(error: "exec: \"nonsense\": not found", exitCode: 127))
    #expect(story.present("web")?.state == .created)
    #expect(story.abandonments.isEmpty)
    story.engine["web"].startError = nil
    story.start("web")
    #expect(story.starts("web") == [.new: 1])
  }

  @Test func restartBySomebodyThatFailsIsFoundByInspect() {
    var story = Story()
    story.run("web", policy: .always)
    story.engine["web"].startError = "bind source path does not exist"
    story.stop("web")
    story.start("web")
    story.wait(2)
    #expect(story.told("web") == ["created", "start new", "exit stopped", "start-failed"])
    #expect(story.transitions.last?.kind == .startFailed(error: "bind source path does not exist", exitCode: 143))
    #expect(story.transitions.last?.evidence == ["state exited", "State.Error: bind source path does not exist"])
    story.wait(60)
    story.list()
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 1], startFailures: 1))
    #expect(story.present("web")?.state == .exited)
    #expect(story.abandonments.isEmpty)
    story.engine["web"].startError = nil
    story.start("web")
    story.stop("web")
    story.wait(60)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .manual: 1], exits: [.stopped: 2], startFailures: 1))
  }

  @Test func restartBySomebodyThatTakesItsTimeToFailIsFound() {
    var story = Story()
    story.run("web", policy: .always)
    story.stop("web")
    story.wait(12)
    story.engine["web"].startError = "no space left on device"
    story.start("web")
    story.wait(20)
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 1], startFailures: 1))
  }

  /// As another engine than Docker may keep it.
  @Test func anErrorThatWasThereWhileItRanIsNoStartThatFailed() {
    var story = Story()
    story.run("web")
    story.engine["web"].error = "of an earlier start"
    story.waitListing(700)
    story.stop("web")
    story.wait(60)
    #expect(story.told("web") == ["created", "start new", "exit stopped"])
  }

  @Test func restartByPolicyThatFailsIsFoundWhenTheStartStaysAway() {
    var story = Story()
    story.run("web", policy: .always)
    story.engine["web"].startError = "bind source path does not exist"
    story.crash("web", code: 3)
    story.wait(4)
    #expect(story.exits("web") == [:])
    story.wait(3)
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.restartFailed: 1]))
    #expect(story.lastExit("web")?.exitCode == 3)
    #expect(story.evidence("web") == ["RestartCount 1", "the restart failed: bind source path does not exist"])
    #expect(story.present("web")?.state == .exited)
    #expect(story.abandonments.isEmpty)
  }

  @Test func hangupSurvivedUnderUnlessStoppedCancelsTheRestart() {
    var story = Story()
    story.run("web", policy: .unlessStopped)
    story.kill("web", signal: 1)
    story.wait(3600)
    story.crash("web", code: 5)
    story.wait(4)
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.restartCancelled: 1]))
    #expect(story.evidence("web").first == "policy unless-stopped")
    #expect(story.evidence("web")[1].hasPrefix("kill SIGHUP 3600"))
    #expect(story.lastExit("web")?.signal == 1)
  }

  @Test func hangupSurvivedUnderAlwaysWithAStopSignalOfItsOwnCancelsNothing() {
    var story = Story()
    story.run("web", policy: .always) { $0.stopSignal = 3 }
    story.kill("web", signal: 1)
    story.wait(100)
    story.crash("web", code: 5)
    story.wait(4)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 1], exits: [.restarted: 1]))
  }

  @Test(arguments: both) func exitOfAnAutoRemovedOneUsesTheEventsCode(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("job") { $0.autoRemove = true }
    story.wait(2)
    story.crash("job", code: 6)
    #expect(story.told("job") == ["created", "start new", "exit failed", "removed"])
    #expect(story.tally("job") == Tally(starts: [.new: 1], exits: [.failed: 1]))
    #expect(story.lastExit("job")?.exitCode == 6)
  }

  /// Killed while it waited for its restart, which nothing says, and restarted before anybody had looked.
  @Test func aRestartLetsThePolicyCountAnew() {
    var story = Story()
    story.run("web", policy: .onFailure(maximumRetryCount: 2))
    story.answering = .after(seconds: 1)
    story.act(settling: 0.001) { $0.exit("web", code: 1) }
    story.act(settling: 0.001) { $0.kill("web") }
    story.restart("web")
    story.wait(5)
    #expect(story.present("web")?.retriesUsed == 0)
    story.crash("web")
    story.wait(5)
    #expect(story.present("web")?.retriesUsed == story.engine["web"].restartCount)
  }
}
