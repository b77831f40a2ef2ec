// Starts at the engine's boot, whatever somebody did before their exits were found out.

import Testing
import Watch

@Suite struct BootStartTests {
  @Test(arguments: [1, 9, 15]) func aStartAtTheBootIsTheEnginesThoughASignalWasSentBefore(_ signal: Int) {
    var story = Story()
    story.run("web", policy: .always)
    story.act { $0.kill("web", signal: signal) }
    story.restartEngine {
      $0.crashHost()
      $0.boot()
    }
    story.wait(30)
    #expect(story.starts("web") == [.new: 1, .engine: 1])
    #expect(story.exits("web") == [.engineShutdown: 1])
  }

  @Test(arguments: [ModelEngine.Generation.old, .new]) func aStopAfterTheBootHidesNotWhoStarted(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .always)
    story.restartEngine {
      $0.crashHost()
      $0.boot()
      $0.tick(100_000_000)
      $0.stop("web", code: 0)
      $0.start("web")
    }
    story.wait(30)
    #expect(story.told("web").suffix(4) == ["~exit engine-shutdown", "start engine", "exit stopped", "start manual"])
    #expect(story.starts("web") == [.new: 1, .engine: 1, .manual: 1])
    #expect(story.exits("web") == [.engineShutdown: 1, .stopped: 1])
  }

  /// Where it had to stop nobody, what it started had ended by itself; with live-restore all live on.
  @Test func underLiveRestoreItHadEndedByItself() {
    var story = Story()
    story.run("web", policy: .always)
    story.restartEngine(liveRestore: true) {
      $0.endUnseen("web", code: 3)
      $0.boot()
      $0.tick(100_000_000)
      $0.stop("web", code: 0)
      $0.start("web")
    }
    story.wait(30)
    #expect(story.exits("web") == [.restarted: 1, .stopped: 1])
    #expect(story.starts("web") == [.new: 1, .engine: 1, .manual: 1])
  }

  /// An engine that says its time in whole seconds has not told of the rest of that second: the stream brings it.
  @Test func aStartOfTheBootMayComeWithTheStream() {
    var story = Story()
    story.run("web", policy: .always)
    story.answering = .refused
    story.act { $0.stop("web", code: 0, by: .shutdown) }
    story.disconnect(.ended)
    story.failToConnect()
    story.wait(10)
    story.engine.vanish()
    story.answering = .after(seconds: 2)
    story.connect(restarted: true, saysWholeSeconds: true)
    story.act { $0.start("web", by: .engine) }
    story.wait(30)
    #expect(story.starts("web") == [.new: 1, .engine: 1])
  }

  /// Created, started and ended while the engine could not be heard: the boot's start is the first that comes.
  @Test func aStartOfTheBootIsNoFirstStartOfOneNotHeardOfBefore() {
    var story = Story()
    story.run("other")
    story.restartEngine { engine in
      engine.create("web") { $0.policy = .always }
      engine.start("web")
      engine.tick(Story.second)
      engine.endUnseen("web", code: 143)
      engine.vanish()
      engine.boot()
    }
    story.wait(30)
    #expect(story.told("web") == ["~created", "start engine"])
    #expect(story.starts("web") == [.engine: 1])
  }

  /// Its policy would not have had it started.
  @Test func aStartOfOneThatStaysDownIsAPersons() {
    var story = Story()
    story.run("job")
    story.run("left", policy: .unlessStopped)
    story.run("done", policy: .onFailure(maximumRetryCount: 3))
    story.stop("job")
    story.stop("left")
    story.crash("done", code: 0)
    story.wait(5)
    story.restartEngine { engine in
      for name in ["job", "left", "done"] { engine.start(name) }
    }
    story.wait(30)
    for name in ["job", "left", "done"] { #expect(story.starts(name) == [.new: 1, .manual: 1]) }
  }

  /// Any signal marks it as stopped by a person, but for those of the engine that goes down, and the mark is kept.
  @Test(arguments: [nil, 1, 15]) func aStartOfOneThatSomebodyHadSignalledIsAPersons(_ signal: Int?) {
    var story = Story()
    story.run("web", policy: .unlessStopped)
    if let signal { story.act { $0.kill("web", signal: signal) } }
    story.wait(60)
    story.answering = .refused
    story.act { $0.shutDown(["web"]) }
    story.restartEngine { engine in
      engine.boot()
      engine.start("web")
    }
    story.wait(30)
    #expect(story.exits("web") == [.engineShutdown: 1])
    #expect(story.starts("web") == [.new: 1, signal == nil ? .engine : .manual: 1])
  }

  /// The signal came while nobody watched: that the next boot left it down shows as much.
  @Test func aStartOfOneThatABootHadLeftDownIsAPersons() {
    var story = Story()
    story.run("web", policy: .unlessStopped)
    story.disconnect()
    story.engine.kill("web", signal: 1)
    story.connect()
    story.wait(60)
    story.answering = .refused
    story.act { $0.shutDown(["web"]) }
    story.restartEngine { $0.boot() }
    story.wait(30)
    #expect(story.told("web").last == "exit engine-shutdown")
    story.restartEngine { engine in
      engine.boot()
      engine.start("web")
    }
    story.wait(30)
    #expect(story.starts("web") == [.new: 1, .manual: 1])
  }

  /// Neither a clean-up nor the boot's doing.
  @Test func whatSomebodyDidAfterTheBootIsHis() {
    var story = Story()
    story.run("lives")
    story.restartEngine(liveRestore: true) { engine in
      engine.stop("lives", code: 0)
      engine.start("lives")
      engine.create("new")
      engine.start("new")
      engine.stop("new", code: 0)
    }
    story.wait(30)
    #expect(story.tally("lives") == Tally(starts: [.new: 1, .manual: 1], exits: [.stopped: 1]))
    #expect(story.tally("new") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
  }

  /// What happened in the run that began waits with it until the end of the one before is known.
  @Test func whatFollowsAStartBelongsToItsRun() {
    var story = Story()
    story.run("web", policy: .always) { $0.healthcheck = check() }
    story.probe("web")
    story.restartEngine {
      $0.crashHost()
      $0.boot()
      $0.tick(100_000_000)
      $0.probe("web", code: 0)
      $0.pause("web")
    }
    story.wait(30)
    #expect(story.told("web").suffix(5) == ["health healthy", "~exit engine-shutdown", "start engine", "health healthy", "paused"])
  }

  /// What kept it down is taken back by a start even if that fails, or is not, as far as it got (moby daemon/start.go: `containerStart`).
  @Test(arguments: [false, true]) func whoStartedOneThatWasStoppedShowsUnlessAStartHadFailed(_ hadFailed: Bool) {
    var story = Story()
    story.run("web", policy: .unlessStopped)
    story.stop("web")
    if hadFailed {
      story.engine["web"].startError = "no"
      story.act { $0.start("web") }
      story.waitListing(700)
      story.engine["web"].startError = nil
    }
    story.restartEngine { $0.start("web") }
    #expect(story.starts("web") == [.new: 1, hadFailed ? .unknown : .manual: 1])
  }

  /// Restarted by a person, it was ended and did not begin: an engine starts it at its boot, as nothing keeps it down any more.
  @Test func aStartAfterARestartThatFailedMayBeTheEngines() {
    var story = Story()
    story.run("web", policy: .unlessStopped)
    story.engine["web"].startError = "no"
    story.restart("web")
    story.wait(10)
    story.engine["web"].startError = nil
    story.restartEngine { $0.boot() }
    #expect(story.tally("web") == Tally(starts: [.new: 1, .unknown: 1], exits: [.stopped: 1], startFailures: 1))
  }

  /// The API is served once the boot is over: of what follows a rename nothing is the boot's.
  @Test(arguments: [false, true]) func aStartAfterTheFirstCallIsNotTheBoots(_ wentDownInOrder: Bool) {
    var story = Story()
    for name in ["before", "after", "other"] { story.run(name, policy: .unlessStopped) }
    if wentDownInOrder {
      story.answering = .refused
      for name in ["before", "after"] { story.act { $0.stop(name, code: 0, by: .shutdown) } }
    }
    story.restartEngine { engine in
      engine.crashHost()
      engine.start("before", by: .engine)
      engine.rename("other", to: "another")
      engine.start("after")
    }
    story.wait(30)
    #expect(story.starts("before") == [.new: 1, .engine: 1])
    #expect(story.starts("after") == [.new: 1, .manual: 1])
    for name in ["before", "after"] { #expect(story.exits(name) == [.engineShutdown: 1]) }
    story.restartEngine { engine in
      engine.crashHost()
      engine.boot()
    }
    story.wait(30)
    #expect(story.starts("after") == [.new: 1, .manual: 1, .engine: 1])
  }

  /// A boot says `start` alone, and so does the policy.
  @Test(arguments: [RestartPolicy.unlessStopped, .onFailure(maximumRetryCount: 0)], [false, true])
  func whatWasRestartedAPersonStarted(_ policy: RestartPolicy, _ endsSoon: Bool) {
    var story = Story()
    story.run("web", policy: policy)
    story.restartEngine { engine in
      engine.crashHost()
      engine.restart("web")
      if endsSoon { engine.stop("web", code: 0) }
    }
    story.wait(30)
    #expect(story.starts("web") == [.new: 1, .manual: 1])
  }

  /// Seen before the exit that nobody saw has been looked into.
  @Test(arguments: [false, true]) func whatStartsAfterTheConnectABootHasNotStarted(_ cleanedUp: Bool) {
    var story = Story()
    story.run("other", policy: .unlessStopped)
    story.run("job", policy: .onFailure(maximumRetryCount: 0))
    story.answering = .after(seconds: 0.5)
    story.disconnect(.ended)
    story.failToConnect()
    story.wait(10)
    story.engine.ring.removeAll()
    story.engine.endUnseen("job", code: 0)
    if cleanedUp {
      story.engine.stop("other", code: 0, by: .cleanUp)
    } else {
      story.engine.crashHost()
    }
    story.connect(restarted: true, past: story.engine.ring)
    story.start("job")
    story.wait(30)
    #expect(story.tally("job") == Tally(starts: [.new: 1, .manual: 1], exits: [cleanedUp ? .unknown : .engineShutdown: 1]))
  }

  /// Before everything has been looked at again after the boot the line is lost once more.
  @Test func whatBeganSinceTheBootHasNotGoneWithTheEngine() {
    var story = Story()
    story.run("job")
    story.run("web", policy: .always)
    story.isListing = false
    story.restartEngine { engine in
      engine.crashHost()
      engine.boot()
      engine.rename("job", to: "task")
    }
    story.start("task")
    story.wait(2)
    story.disconnect()
    story.act { $0.exit("task", code: 143) }
    story.act { $0.exit("web", code: 1) }
    story.engine.ring.removeAll()
    story.wait(5)
    story.isListing = true
    story.connect(past: story.engine.ring)
    story.wait(30)
    #expect(story.lastExit("task")?.outcome == .unknown)
    #expect(story.exits("task") == [.engineShutdown: 1, .unknown: 1])
    #expect(story.exits("web") == [.engineShutdown: 1, .restarted: 1])
    #expect(story.starts("web") == [.new: 1, .engine: 1, .policy: 1])
  }

  @Test func whatHasNoPolicyIsStartedByAPersonThoughTheRingLostIt() {
    var story = Story()
    story.run("job")
    story.restartEngine { engine in
      engine.crashHost()
      engine.start("job")
      engine.ring.removeAll()
    }
    story.wait(30)
    #expect(story.tally("job") == Tally(starts: [.new: 1, .manual: 1], exits: [.engineShutdown: 1]))
  }

  /// The clean-up is over when something starts.
  @Test func aKillOfWhatWasStartedSinceTheBootIsNoCleanUp() {
    var story = Story()
    story.run("job")
    story.restartEngine { engine in
      engine.crashHost()
      engine.start("job")
      engine.kill("job", signal: 9, code: 137)
    }
    story.wait(30)
    #expect(story.starts("job") == [.new: 1, .manual: 1])
    #expect(story.exits("job") == [.unknown: 1, .stopped: 1])
  }

  /// A stop keeps RestartCount, and the boot asks for it.
  @Test func aBootDoesNotStartWhatHasUsedUpItsRetries() {
    var story = Story()
    story.run("web", policy: .onFailure(maximumRetryCount: 1)) { $0.codeOnStop = 3 }
    story.crash("web")
    story.wait(5)
    story.restartEngine { engine in
      engine.cleanUp()
      engine.boot()
      engine.start("web")
    }
    story.wait(30)
    #expect(story.starts("web") == [.new: 1, .policy: 1, .manual: 1])
    #expect(story.exits("web") == [.restarted: 1, .engineShutdown: 1])
  }
}
