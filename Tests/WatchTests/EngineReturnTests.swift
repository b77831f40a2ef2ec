// Each row of ENGINE.md's table of what is found when the engine comes back.

import Testing
import Watch

@Suite struct EngineReturnTests {
  @Test func cleanStopThenStartsAtBoot() {
    var story = Story()
    story.run("web", policy: .always)
    story.run("job", policy: .no)
    story.answering = .refused
    story.act { $0.stop("web", code: 0, by: .shutdown) }
    story.act { $0.stop("job", code: 143, by: .shutdown) }
    story.restartEngine { $0.start("web") }
    #expect(story.tally("web") == Tally(starts: [.new: 1, .engine: 1], exits: [.engineShutdown: 1]))
    #expect(story.tally("job") == Tally(starts: [.new: 1], exits: [.engineShutdown: 1]))
    #expect(story.gaps.map(\.cause) == [.engineRestarted])
    #expect(story.abandonments.isEmpty)
    #expect(story.told("web").last == "start engine")
  }

  @Test func startsAtBootThatTheRingLostAreInferred() {
    var story = Story()
    story.run("web", policy: .always)
    story.answering = .refused
    story.act { $0.stop("web", code: 0, by: .shutdown) }
    story.restartEngine {
      $0.start("web")
      $0.ring.removeAll()
    }
    #expect(story.tally("web") == Tally(starts: [.new: 1, .engine: 1], exits: [.engineShutdown: 1]))
    #expect(story.told("web").last == "~start engine")
  }

  @Test func cleanUpAtBootLooksLikeAPersonsStopAndIsNone() {
    var story = Story()
    story.run("always", policy: .always)
    story.run("unless", policy: .unlessStopped)
    story.restartEngine {
      $0.stop("always", code: 143)
      $0.stop("unless", code: nil)
      $0.start("always")
    }
    #expect(story.tally("always") == Tally(starts: [.new: 1, .engine: 1], exits: [.engineShutdown: 1]))
    #expect(story.tally("unless") == Tally(starts: [.new: 1], exits: [.engineShutdown: 1]))
    #expect(story.present("unless")?.state == .exited)
  }

  /// Of the stretch without a watcher a person's restart is not known; the clean-up ends the run after it, once.
  @Test func cleanUpAtBootOfARunThatNobodySawBegin() {
    var story = Story()
    story.run("web", policy: .no)
    let saved = story.kill()
    story.wait(5)
    story.engine.stop("web", code: 143)
    story.engine.start("web")
    story.wait(5)
    story.engine.ring.removeAll()
    story.engine.stop("web", code: nil)
    story.wait(1)
    story.begin(with: saved)
    story.connect(restarted: true, past: story.engine.ring)
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.engineShutdown: 1]))
    #expect(story.present("web")?.startedAt == nil)
    #expect(story.gaps.map(\.cause) == [.daemonStopped])
  }

  @Test func endedByItselfWhileTheEngineWasAway() {
    var story = Story()
    story.run("always", policy: .always)
    story.run("job", policy: .no)
    story.run("retry", policy: .onFailure(maximumRetryCount: 3))
    story.restartEngine {
      $0.exit("job", code: 3)
      $0.exit("retry", code: 0)
      $0.ring.removeAll()
    }
    #expect(story.tally("job") == Tally(starts: [.new: 1], exits: [.failed: 1]))
    #expect(story.tally("retry") == Tally(starts: [.new: 1], exits: [.completed: 1]))
    #expect(story.tally("always") == Tally(starts: [.new: 1]))
    #expect(story.transitions.filter { $0.isInferred }.count == 2)
  }

  /// The restart that never came is in RestartCount, by which the boot goes; what is found is 255, as of all that seemed to run.
  @Test(arguments: [false, true]) func lastRestartThatTheEngineDidNotLiveToMake(_ isSeen: Bool) {
    var story = Story()
    story.run("limited", policy: .onFailure(maximumRetryCount: 2))
    story.run("patient", policy: .onFailure(maximumRetryCount: 3))
    for name in ["limited", "patient"] { story.crash(name, code: 3) }
    story.wait(1)
    if !isSeen { story.disconnect() }
    story.act { engine in for name in ["limited", "patient"] { engine.exit(name, code: 3) } }
    story.engine.vanish()
    story.restartEngine { $0.boot() }
    story.wait(20)
    #expect(story.told("limited").last == (isSeen ? "exit exhausted" : "~exit exhausted"))
    #expect(story.lastExit("limited")?.exitCode == (isSeen ? 3 : 255))
    // Where nobody saw its end it is no more than a run that the engine's end has cut short.
    #expect(story.told("patient").suffix(2) == (isSeen ? ["exit restarted", "start engine"] : ["~exit engine-shutdown", "start engine"]))
  }

  /// The stream is lost before the engine is: the policy's restart between the two, and the end after it, are counted once.
  @Test func restartedAndEndedBeforeTheEngineWent() {
    var story = Story()
    story.run("retry", policy: .onFailure(maximumRetryCount: 0))
    story.wait(1)
    story.disconnect()
    story.crash("retry")
    story.wait(1)
    story.crash("retry", code: 0)
    story.restartEngine { $0.boot() }
    story.wait(5)
    let tally = story.tally("retry")
    #expect(tally?.starts.values.reduce(0, +) == 2)
    #expect(tally?.exits.values.reduce(0, +) == 2)
    #expect(tally?.exits[.completed] == 1)
  }

  @Test func hostCrashLeaves255() {
    var story = Story()
    story.run("always", policy: .always)
    story.run("job", policy: .no)
    story.restartEngine { engine in
      for name in ["always", "job"] {
        engine[name].policy = .no
        engine.exit(name, code: 255)
      }
      engine.ring.removeAll()
      engine["always"].policy = .always
      engine.start("always")
    }
    #expect(story.tally("always") == Tally(starts: [.new: 1, .engine: 1], exits: [.engineShutdown: 1]))
    #expect(story.tally("job") == Tally(starts: [.new: 1], exits: [.engineShutdown: 1]))
    #expect(story.lastExit("job")?.exitCode == 255)
  }

  @Test func liveRestoreLeavesRunningOnesAlone() {
    var story = Story()
    story.run("web", policy: .always) { $0.healthcheck = check() }
    story.probe("web")
    story.restartEngine(liveRestore: true) { $0["web"].health?.status = .starting }
    #expect(story.tally("web") == Tally(starts: [.new: 1], health: [.starting: 2, .healthy: 1]))
    #expect(story.present("web")?.health == .starting)
    #expect(story.told("web").last == "~health starting")
    #expect(story.gaps.map(\.cause) == [.engineRestarted])
  }

  @Test func liveRestoreRestartsTheEndedOnesByPolicy() {
    var story = Story()
    story.run("web", policy: .always)
    story.run("job", policy: .no)
    story.restartEngine(liveRestore: true) { engine in
      engine["web"].policy = .no
      engine.exit("web", code: 4)
      engine.exit("job", code: 4)
      engine.ring.removeAll()
      engine["web"].policy = .always
      engine.start("web")
    }
    #expect(story.exits("web") == [.restarted: 1])
    #expect(story.starts("web") == [.new: 1, .engine: 1])
    #expect(story.tally("job") == Tally(starts: [.new: 1], exits: [.failed: 1]))
  }

  @Test func alwaysStoppedByAPersonBeforeIsStartedAtBoot() {
    var story = Story()
    story.run("web", policy: .always)
    story.stop("web")
    story.restartEngine { $0.start("web") }
    #expect(story.tally("web") == Tally(starts: [.new: 1, .engine: 1], exits: [.stopped: 1]))
  }

  @Test func crashAfterTheBootIsRestartedByPolicy() {
    var story = Story()
    story.run("web", policy: .always)
    story.answering = .refused
    story.act { $0.stop("web", code: 0, by: .shutdown) }
    story.restartEngine {
      $0.start("web")
      $0.tick(1_000_000_000)
      $0.exit("web", code: 1)
      $0.tick(1_000_000_000)
      $0.restartDue()
    }
    #expect(story.tally("web") == Tally(starts: [.new: 1, .engine: 1, .policy: 1], exits: [.engineShutdown: 1, .restarted: 1]))
    #expect(story.present("web")?.retriesUsed == 1)
  }

  @Test func personsStopAfterASecondLostStreamIsNoCleanUp() {
    var story = Story()
    story.run("web", policy: .always)
    story.disconnect(.ended)
    story.failToConnect()
    story.wait(5)
    story.answering = .hanging
    story.connect(restarted: true)
    story.disconnect(.broken)
    let lost = story.engine.now
    story.act { $0.stop("web", code: 0) }
    story.answering = .after(seconds: 0.005)
    story.connect(past: story.engine.ring.filter { $0.time > lost })
    #expect(story.exits("web") == [.stopped: 1])
    #expect(story.gaps.map(\.cause) == [.engineRestarted])
  }

  /// What runs with `--rm` is taken down at boot, with a SIGKILL alone under live-restore.
  @Test(arguments: [false, true]) func fleetingOnesAreRemovedAtBoot(_ liveRestore: Bool) {
    var story = Story()
    story.run("job", policy: .no) { $0.autoRemove = true }
    story.restartEngine(liveRestore: liveRestore) { if liveRestore { $0.takeBack() } else { $0.cleanUp() } }
    #expect(story.told("job") == ["created", "start new", "exit engine-shutdown", "removed"])
    #expect(story.firing == [])
  }

  /// Under `unless-stopped` a signal that ends nothing still marks it as stopped by a person, which no boot starts: somebody did.
  @Test(arguments: [false, true]) func signalledBeforeItsEndItIsNotStartedByTheBoot(isRingLost: Bool) {
    var story = Story()
    story.run("tidy", policy: .unlessStopped)
    story.act { $0.kill("tidy", signal: 1) }
    story.act { $0.exit("tidy", code: 7) }
    #expect(story.exits("tidy") == [:])
    story.restartEngine(liveRestore: true) { engine in
      engine.start("tidy")
      if isRingLost { engine.ring.removeAll() }
    }
    #expect(story.tally("tidy") == Tally(starts: [.new: 1, .manual: 1], exits: [.restartCancelled: 1]))
  }

  /// Since 24.0.8 live-restore spares them: what the ring tells of one is somebody's doing.
  @Test(arguments: [
    ("20.10.24+dfsg1", ExitOutcome.engineShutdown), ("23.0.18", .engineShutdown), ("24.0.7", .engineShutdown), ("24.0.8", .stopped),
    ("25.0.0", .stopped), ("dev", .stopped),
  ])
  func removedAfterTheConnectWasLost(_ version: String, _ outcome: ExitOutcome) {
    var story = Story()
    story.version = version
    story.run("job", policy: .no) { $0.autoRemove = true }
    story.restartEngine(liveRestore: true) { $0.remove("job") }
    #expect(story.exits("job") == [outcome: 1])
  }

  /// Created while nobody saw it, and gone when it is asked for: the ring tells how it ended.
  @Test(arguments: [false, true]) func removedBeforeItWasHeardOf(_ isRemovedByThePerson: Bool) {
    var story = Story()
    story.run("web")
    story.disconnect(.ended)
    story.engine.create("job") { $0.autoRemove = true }
    story.engine.start("job")
    story.engine.ring.removeAll()
    if isRemovedByThePerson {
      story.engine.remove("job")
      story.connect(past: story.engine.ring)
    } else {
      story.restartEngine(liveRestore: true) { $0.remove("job", by: .cleanUp) }
    }
    story.wait(20)
    #expect(story.told("job") == ["~created", "~start new", "exit \(isRemovedByThePerson ? "stopped" : "engine-shutdown")", "removed"])
    #expect(story.firing == [])
  }

  @Test func killedForMemoryBeforeItWasHeardOf() {
    var story = Story()
    story.run("web")
    story.disconnect()
    story.engine.create("job") { $0.autoRemove = true }
    story.engine.start("job")
    story.engine.ring.removeAll()
    story.engine.runOutOfMemory("job", isMain: true)
    story.connect(past: story.engine.ring)
    story.wait(20)
    #expect(story.lastExit("job")?.oom == true)
    #expect(story.firing == ["ContainerExited job", "ContainerOOMKilled job"])
  }

  @Test func aPersonsRemovalOfAFleetingOneLongAfterTheBootIsAPersons() {
    var story = Story()
    story.run("old", policy: .no) { $0.autoRemove = true }
    story.restartEngine(liveRestore: true) { _ in }
    story.run("new", policy: .no) { $0.autoRemove = true }
    story.wait(180)
    for name in ["old", "new"] { story.act { $0.remove(name) } }
    #expect(story.exits("old") == [.stopped: 1])
    #expect(story.exits("new") == [.stopped: 1])
  }

  @Test(arguments: [false, true]) func restartAfterTheBootThatAnAnswerShowsFirst(_ wasStartedByAPerson: Bool) {
    var story = Story()
    story.run("web", policy: .always)
    story.stop("web")
    story.disconnect(.ended)
    story.failToConnect()
    story.wait(10)
    story.engine.ring.removeAll()
    if wasStartedByAPerson {
      story.engine.create("other")
      story.engine.start("web")
    } else {
      story.engine.boot()
    }
    story.engine.tick(2 * Story.second)
    story.engine["web"].delay = 200_000_000
    story.engine.exit("web", code: 1)
    story.answering = .after(seconds: 0.6)
    story.connect(restarted: true, past: story.engine.ring)
    story.stream = .onHold
    story.wait(1)
    story.release()
    story.wait(10)
    #expect(
      story.tally("web")
        == Tally(starts: [.new: 1, wasStartedByAPerson ? .manual : .engine: 1, .policy: 1], exits: [.stopped: 1, .restarted: 1]))
  }
}
