// What is found after a stretch that was not seen.

import Testing
import Watch

@Suite struct GapTests {
  /// The stream breaks, something happens unseen, and the next full listing finds it; with `keepingRing`, the engine's ring still has it all.
  private func unseen(_ story: inout Story, keepingRing: Bool = false, _ happens: (inout Story) -> Void) {
    story.wait(5)
    story.list()
    story.disconnect()
    let lost = story.engine.now
    happens(&story)
    story.connect(past: keepingRing ? story.engine.ring.filter { $0.time > lost } : [])
    story.wait(1.5)
  }

  @Test func gapHasItsBeginItsEndAndItsCause() {
    var story = Story()
    story.run("web")
    story.wait(20)
    story.list()
    let begin = story.seconds
    unseen(&story) { $0.wait(40) }
    #expect(story.gaps.count == 1)
    #expect(story.gaps.first?.cause == .streamLost)
    #expect(abs((story.gaps.first.map { Double($0.start.since(Story.beginning)) / 1e9 } ?? 0) - begin - 5) < 1)
    #expect(abs((story.gaps.first.map { Double($0.end.since($0.start)) / 1e9 } ?? 0) - 40) < 1)
    #expect(story.transitions.last?.name == nil)
  }

  @Test func continuousReconnectIsNoGap() {
    var story = Story()
    story.run("web", policy: .always)
    story.disconnect(.ended)
    let lost = story.engine.now
    story.crash("web")
    story.wait(1)
    story.connect(past: story.engine.ring.filter { $0.time > lost }, isContinuous: true)
    #expect(story.gaps.isEmpty)
    #expect(story.told("web") == ["created", "start new", "exit restarted", "start policy"])
  }

  /// Came into being, ended, and was restarted by its policy, and nobody saw it.
  @Test func whatIsFirstFoundRunningAgainHasNotStartedForTheFirstTime() {
    var story = Story()
    story.run("other")
    unseen(&story) { story in
      story.create("web", policy: .always)
      story.start("web")
      story.crash("web")
      story.wait(3)
    }
    #expect(story.told("web") == ["~created", "~start policy"])
  }

  /// The same, but that its restart is what is heard first.
  @Test(arguments: [true, false]) func whatIsFirstHeardToRestartHasNotStartedForTheFirstTime(_ byPolicy: Bool) {
    var story = Story()
    story.run("other")
    story.disconnect()
    story.create("web", policy: byPolicy ? .always : .no)
    story.start("web")
    story.crash("web")
    story.isListing = false
    story.connect()
    if !byPolicy { story.start("web") }
    story.wait(1)
    #expect(story.told("web") == ["~created", byPolicy ? "start policy" : "start manual"])
  }

  /// Connects after a while; what happens then is in the answers before the stream tells it.
  private func overtaken(policy: RestartPolicy = .no, autoRemove: Bool = false, _ happens: (inout ModelEngine) -> Void) -> Story {
    var story = Story()
    story.run("web", policy: policy) { $0.autoRemove = autoRemove }
    story.wait(15)
    story.disconnect()
    story.wait(5)
    story.answering = .after(seconds: 0.3)
    story.connect()
    story.stream = .onHold
    story.act { happens(&$0) }
    story.wait(0.5)
    story.release()
    story.wait(10)
    return story
  }

  @Test func whatTheStreamIsAboutToTellIsNotGuessed() {
    let killed = overtaken { $0.kill("web", code: 137) }
    #expect(killed.told("web") == ["created", "start new", "exit stopped"])
    let hungry = overtaken { $0.runOutOfMemory("web", isMain: true) }
    #expect(hungry.told("web") == ["created", "start new", "exit failed"])
    #expect(hungry.tally("web") == Tally(starts: [.new: 1], exits: [.failed: 1], oomKills: 1))
    let restarted = overtaken(policy: .always) { $0.exit("web", code: 1) }
    #expect(restarted.told("web") == ["created", "start new", "exit restarted", "start policy"])
    let fleeting = overtaken(autoRemove: true) { $0.exit("web", code: 4) }
    #expect(fleeting.told("web") == ["created", "start new", "exit failed", "removed"])
    #expect(fleeting.firing == ["ContainerExited web"])
    for story in [killed, hungry, restarted, fleeting] {
      #expect(story.fleet.isReady)
      #expect(story.gaps.count == 1)
      #expect(story.transitions.allSatisfy { !$0.isInferred })
    }
  }

  @Test func firstConnectIsABaseline() {
    let story = Story { engine in
      engine.create("web") { $0.policy = .always }
      engine.start("web")
      engine.create("job")
      engine.start("job")
      engine.exit("job", code: 3)
    }
    #expect(story.fleet.isReady)
    #expect(story.transitions.isEmpty)
    #expect(story.tally("web") == Tally())
    #expect(story.tally("job") == Tally())
    #expect(story.present("job")?.lastExit?.code == 3)
    #expect(story.present("job")?.lastExit?.outcome == nil)
    #expect(story.present("web")?.state == .running)
  }

  @Test func baselineIgnoresTheRing() {
    var story = Story(isConnected: false) { engine in
      engine.create("web") {
        $0.policy = .always
        $0.healthcheck = check()
      }
      engine.start("web")
      engine.probe("web", code: 1)
      engine.probe("web", code: 0)
    }
    story.connect(past: story.engine.ring)
    #expect(story.transitions.isEmpty)
    #expect(story.tally("web") == Tally())
    #expect(story.present("web")?.health == .healthy)
  }

  @Test func containerInItsBackOffAtFirstSightIsBroughtBack() {
    var story = Story(isConnected: false) { engine in
      engine.create("web") { $0.policy = .always }
      engine.start("web")
      engine.exit("web", code: 1)
      engine["web"].restartAt = engine.now.advanced(by: 62 * Story.second)
    }
    story.connect()
    #expect(story.present("web")?.state == .restarting)
    story.wait(4)
    #expect(story.told("web") == ["start policy"])
    #expect(story.tally("web") == Tally(starts: [.policy: 1]))
  }

  @Test func exitFoundAfterwardsIsInferred() {
    var story = Story()
    story.run("job", policy: .no)
    unseen(&story) { $0.crash("job", code: 3) }
    #expect(story.told("job") == ["created", "start new", "~exit failed"])
    #expect(story.lastExit("job")?.exitCode == 3)
    #expect((story.lastExit("job")?.ranForSeconds ?? 0) > 5)
  }

  @Test func exitStillInTheRingIsSeen() {
    var story = Story()
    story.run("job", policy: .no)
    unseen(&story, keepingRing: true) { $0.stop("job", code: 0) }
    #expect(story.told("job") == ["created", "start new", "exit stopped"])
  }

  @Test func restartsAreCountedByTheirNumber() {
    var story = Story()
    story.run("web", policy: .always)
    unseen(&story) { story in
      for _ in 0..<3 {
        story.crash("web")
        story.wait(2)
      }
    }
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 3], exits: [.restarted: 3]))
    #expect(story.told("web") == ["created", "start new", "~exit restarted", "~start policy"])
  }

  @Test func usedUpRetriesAreFound() {
    var story = Story()
    story.run("web", policy: .onFailure(maximumRetryCount: 3))
    unseen(&story) { story in
      for _ in 0..<4 {
        story.crash("web")
        story.wait(2)
      }
    }
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 3], exits: [.restarted: 3, .exhausted: 1]))
  }

  @Test func failedRestartIsFound() {
    var story = Story()
    story.run("web", policy: .always)
    unseen(&story) { story in
      story.engine["web"].startError = "no"
      story.crash("web")
      story.wait(2)
    }
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.restartFailed: 1]))
  }

  @Test func foundInItsBackOff() {
    var story = Story()
    story.run("web", policy: .always)
    unseen(&story) { story in
      for _ in 0..<6 {
        story.crash("web")
        story.wait(4)
      }
      story.crash("web")
    }
    #expect(story.present("web")?.state == .restarting)
    #expect(story.exits("web") == [.restarted: 6])
    story.wait(10)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 7], exits: [.restarted: 7]))
  }

  @Test func exitThatWaitedWhenTheStreamBrokeIsBroughtBackUnseenMoreThanOnce() {
    var story = Story()
    story.run("web", policy: .always)
    story.crash("web")
    unseen(&story) { story in
      for _ in 0..<2 {
        story.crash("web")
        story.wait(2)
      }
    }
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 3], exits: [.restarted: 3]))
  }

  @Test func stopUnderAlwaysIsConcluded() {
    var story = Story()
    story.run("web", policy: .always)
    unseen(&story) { $0.stop("web", code: 0) }
    #expect(story.told("web").last == "~exit stopped")
  }

  @Test func signalThatNobodySawIsUnknown() {
    var story = Story()
    story.run("job", policy: .no)
    unseen(&story) { $0.stop("job", code: 143) }
    #expect(story.told("job").last == "~exit unknown")
    #expect(story.evidence("job").first == "a signal that nobody saw")
  }

  @Test func manualRestartIsFound() {
    var story = Story()
    story.run("web", policy: .always)
    story.run("job", policy: .no)
    unseen(&story) {
      $0.restart("web")
      $0.restart("job")
    }
    #expect(story.tally("web") == Tally(starts: [.new: 1, .manual: 1], exits: [.stopped: 1]))
    #expect(story.tally("job") == Tally(starts: [.new: 1, .manual: 1], exits: [.unknown: 1]))
  }

  @Test func startOfAStoppedOneIsFound() {
    var story = Story()
    story.run("job")
    story.stop("job")
    unseen(&story) { $0.start("job") }
    #expect(story.told("job").last == "~start manual")
  }

  @Test func removalAndCreationAreFound() {
    var story = Story()
    story.run("old")
    unseen(&story) {
      $0.remove("old")
      $0.run("new")
    }
    #expect(story.told("old") == ["created", "start new", "~exit stopped", "~removed"])
    #expect(story.told("new") == ["~created", "~start new"])
    #expect(story.view("old")?.present == nil)
    #expect(story.present("new")?.state == .running)
  }

  @Test func recreationUnderTheSameNameKeepsCounters() {
    var story = Story()
    story.run("web", policy: .always)
    unseen(&story) {
      $0.stop("web")
      $0.remove("web")
      $0.run("web", policy: .always)
    }
    #expect(story.starts("web") == [.new: 2])
    #expect(story.present("web")?.state == .running)
    #expect(story.exits("web")?.values.reduce(0, +) == 1)
  }

  @Test func renameIsFound() {
    var story = Story()
    story.run("web")
    unseen(&story) { $0.rename("web", to: "www") }
    #expect(story.told("www") == ["~renamed from web"])
    #expect(story.present("www")?.state == .running)
    #expect(story.view("web")?.present == nil)
    #expect(story.tally("web") == Tally(starts: [.new: 1]))
    #expect(story.tally("www") == Tally())
  }

  @Test func pausesAreFound() {
    var story = Story()
    story.run("a")
    story.run("b")
    story.pause("b")
    unseen(&story) {
      $0.pause("a")
      $0.unpause("b")
    }
    #expect(story.told("a").last == "~paused")
    #expect(story.told("b").last == "~unpaused")
    #expect(story.present("a")?.state == .paused)
    #expect(story.present("b")?.state == .running)
  }

  @Test func healthIsToldOnlyIfItDiffers() {
    var story = Story()
    story.run("same") { $0.healthcheck = check() }
    story.run("other") { $0.healthcheck = check() }
    story.probe("same")
    story.probe("other")
    unseen(&story) {
      $0.probe("same", code: 1)
      $0.probe("same")
      $0.probe("other", code: 1, output: "down")
    }
    #expect(story.told("same").last == "health healthy")
    #expect(story.told("other").last == "~health unhealthy")
    #expect(story.present("other")?.healthOutput == "down")
  }

  @Test func eventThatComesAfterItWasInferredIsNotCountedTwice() {
    var story = Story()
    story.run("web", policy: .always)
    story.run("job", policy: .no)
    story.disconnect()
    let lost = story.engine.now
    story.crash("web")
    story.crash("job", code: 2)
    story.wait(1)
    let late = story.engine.ring.filter { $0.time > lost }
    story.connect()
    for event in late { story.observe(.event(event)) }
    story.wait(10)
    story.list()
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 1], exits: [.restarted: 1]))
    #expect(story.tally("job") == Tally(starts: [.new: 1], exits: [.failed: 1]))
    #expect(story.abandonments.isEmpty)
  }

  @Test func eventWhileTheReconcileRunsIsSeen() {
    var story = Story()
    for number in 0..<10 { story.run("c\(number)", policy: .always) }
    story.disconnect()
    story.wait(5)
    story.answering = .after(seconds: 1)
    story.connect()
    story.act { $0.exit("c3", code: 1) }
    story.act { $0.stop("c4", code: 0) }
    story.wait(5)
    #expect(story.tally("c3") == Tally(starts: [.new: 1, .policy: 1], exits: [.restarted: 1]))
    #expect(story.tally("c4") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
    #expect(story.transitions.filter(\.isInferred).isEmpty)
    #expect(story.gaps.count == 1)
  }

  @Test func secondDisconnectDuringTheReconcileMakesOneGap() {
    var story = Story()
    story.run("web", policy: .always)
    story.run("job", policy: .no)
    story.wait(1)
    story.list()
    let begin = story.fleet.confirmedUpTo
    story.disconnect()
    story.crash("web")
    story.wait(2)
    story.answering = .hanging
    story.connect()
    #expect(story.gaps.isEmpty)
    story.disconnect()
    story.crash("job", code: 4)
    story.wait(2)
    story.answering = .after(seconds: 0.005)
    story.connect()
    story.wait(1)
    #expect(story.gaps.count == 1)
    #expect(story.gaps.first?.start == begin)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 1], exits: [.restarted: 1]))
    #expect(story.tally("job") == Tally(starts: [.new: 1], exits: [.failed: 1]))
  }

  @Test func inspectsThatFailAreAskedAgainUntilTheGapEnds() {
    var story = Story()
    story.run("web")
    story.disconnect()
    story.answering = .onceThenPrompt(.failing)
    story.connect()
    story.wait(60)
    #expect(story.gaps.count == 1)
  }

  @Test func gapWaitsForEveryRow() {
    var story = Story()
    story.run("web")
    story.disconnect()
    story.connect()
    #expect(story.gaps.count == 1)
    story.disconnect()
    story.answering = .failing
    story.connect()
    story.wait(20)
    #expect(story.gaps.count == 1)
    story.answering = .after(seconds: 0.005)
    story.wait(40)
    #expect(story.gaps.count == 2)
  }

  @Test func stateIsStaleOnlyAfterTheReconcileInterval() {
    var story = Story()
    story.run("web")
    story.disconnect()
    story.wait(29)
    #expect(!story.fleet.isEngineStale)
    story.wait(2)
    #expect(story.fleet.isEngineStale)
    story.connect()
    #expect(!story.fleet.isEngineStale)
  }

  /// RestartCount rises when a restart is scheduled: whoever stops the wait for it leaves what looks like the end of the run it would have begun.
  @Test(arguments: [0, 7]) func aRestartForWhichThereWasNoTimeIsNotCounted(_ crashesBefore: Int) {
    var story = Story()
    crashWithoutASequel(&story, after: crashesBefore)
    story.wait(13)
    story.engine.exit("web", code: 0)
    story.wait(0.01)
    story.engine.stop("web")
    story.connect()
    story.wait(1.5)
    #expect(
      story.tally("web")
        == Tally(starts: [.new: 1, .policy: crashesBefore + 1], exits: [.restarted: crashesBefore + 1, .stopped: 1]))
  }

  /// The delay doubles each time, or begins anew after a run of ten seconds.
  @Test(arguments: [(0, 0.2), (7, 24.5)]) func aRestartForWhichThereWasTimeIsCounted(_ crashesBefore: Int, _ secondsUntilTheNext: Double) {
    var story = Story()
    crashWithoutASequel(&story, after: crashesBefore)
    story.wait(secondsUntilTheNext)
    story.engine.exit("web", code: 1)
    story.wait(0.5)
    story.engine.stop("web", code: 0)
    story.connect()
    story.wait(1.5)
    #expect(
      story.tally("web")
        == Tally(starts: [.new: 1, .policy: crashesBefore + 2], exits: [.restarted: crashesBefore + 2, .stopped: 1]))
  }

  /// It has crashed so many times, and once more, after which the stream is lost before anything is known of what came of it.
  private func crashWithoutASequel(_ story: inout Story, after crashes: Int) {
    story.run("web", policy: .unlessStopped)
    for _ in 0..<crashes {
      story.crash("web")
      story.wait(8)
    }
    story.act(settling: 0.001) { $0.exit("web", code: 2) }
    story.disconnect()
  }

  /// Of all that the ring has kept no more than the end.
  @Test func restartsBeforeAnEndThatTheRingTellsAreCounted() {
    var story = Story()
    story.run("web", policy: .unlessStopped)
    unseen(&story) { story in
      for _ in 0..<2 {
        story.engine.exit("web", code: 1)
        story.wait(1)
      }
    }
    story.disconnect()
    for _ in 0..<2 {
      story.engine.exit("web", code: 1)
      story.wait(1)
    }
    story.engine.stop("web", code: 0)
    story.connect(past: story.engine.ring.suffix(2))
    story.wait(10)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 4], exits: [.restarted: 4, .stopped: 1]))
  }

  /// A ring that had lost its beginning, and has it again at the next connect.
  @Test func theStartOfAnEarlierRunIsNotTheOneThatIsKnown() {
    var story = Story()
    story.run("web", policy: .always)
    unseen(&story) { story in
      for _ in 0..<2 {
        story.engine.restart("web")
        story.wait(1)
      }
    }
    story.disconnect()
    story.engine.exit("web", code: 1)
    story.wait(1)
    story.connect(past: story.engine.ring)
    story.wait(1.5)
    #expect(story.starts("web") == [.new: 1, .manual: 1, .policy: 1])
    #expect(story.exits("web") == [.stopped: 1, .restarted: 1])
  }

  /// The `die` before it may bear the very time at which it began.
  @Test func theEndOfAnEarlierRunIsNotThatOfTheOneThatIsKnown() {
    var story = Story(generation: .new)
    story.run("web", policy: .always)
    story.disconnect()
    story.engine.restart("web")
    story.wait(1)
    story.connect(past: Array(story.engine.ring.suffix(1)))
    story.wait(5)
    unseen(&story) { $0.connect(past: $0.engine.ring) }
    #expect(story.tally("web") == Tally(starts: [.new: 1, .manual: 1], exits: [.stopped: 1]))
  }

  @Test func theFirstOfTwoStartsMayComeLast() {
    var story = Story()
    story.run("web", policy: .onFailure(maximumRetryCount: 0))
    story.disconnect()
    let lost = story.engine.now
    story.engine.restart("web")
    story.wait(1)
    story.engine.exit("web", code: 1)
    story.wait(1)
    story.answering = .after(seconds: 0.3)
    story.connect(past: Array(story.engine.ring.suffix(1)))
    story.disconnect()
    let ring = story.engine.ring.filter { $0.time > lost }
    story.connect(past: Array(ring.drop { $0.action != .start }))
    story.wait(10)
    #expect(story.starts("web") == [.new: 1, .unknown: 1, .policy: 1])
    #expect(story.exits("web") == [.unknown: 1, .restarted: 1])
  }

  /// Of a restart the ring has lost all, and of the run that it began it has no more than the end.
  @Test func aSignalBeforeARunHasNotEndedIt() {
    var story = Story()
    story.run("web", policy: .always)
    story.kill("web", signal: 15)
    story.disconnect()
    story.engine.restart("web")
    story.wait(1)
    story.engine.exit("web", code: 1)
    story.connect(past: story.engine.ring.suffix(1))
    story.wait(10)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 1], exits: [.restarted: 1]))
    #expect(story.present("web")?.retriesUsed == 1)
  }

  /// Its `stop` is late, and the `start` of the run after it is lost.
  @Test func aStopBeforeARunHasNotEndedIt() throws {
    var story = Story()
    story.run("web", policy: .always)
    story.stream = .onHold
    story.restart("web")
    let late = try #require(story.held.first { $0.action == .stop })
    story.release { $0.filter { $0.action == .kill || $0.action == .die } }
    story.crash("web")
    story.observe(.event(late))
    story.wait(10)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .manual: 1, .policy: 1], exits: [.stopped: 1, .restarted: 1]))
  }

  @Test func whoHasASuccessorIsGoneWhenThatOneBegins() throws {
    var story = Story()
    story.run("web")
    story.wait(10)
    let first = story.engine.id("web")
    let lost = story.engine.now
    story.disconnect()
    story.engine.remove("web")
    story.engine.create("web")
    story.engine.start("web")
    story.wait(60)
    story.connect()
    story.wait(5)
    let end = story.transitions.filter { $0.id == first }.suffix(2)
    let begin = try #require(story.transitions.first { $0.id == story.engine.id("web") })
    #expect(end.map(\.words) == ["~exit stopped", "~removed"])
    #expect(end.allSatisfy { $0.time >= lost && $0.time <= begin.time })
    #expect(story.gaps.count == 1)
  }
}
