import Testing
import Watch

/// The watcher ends and begins again: counters go on, nothing is told twice, and what happened meanwhile is marked.
@Suite struct RestartTests {
  private func words(_ story: Story, from index: Int) -> [String] { story.transitions[index...].map(\.words) }

  @Test func withNothingBetweenOnlyTheGapIsTold() {
    var story = Story()
    story.run("web", policy: .always) { $0.healthcheck = check() }
    story.probe("web")
    story.crash("web")
    story.wait(1)
    story.probe("web")
    let before = (tally: story.tally("web"), count: story.transitions.count, present: story.present("web"))
    let saved = story.kill()
    story.wait(20)
    story.begin(with: saved)
    #expect(!story.fleet.isReady)
    story.connect()
    story.wait(1)
    #expect(story.fleet.isReady)
    #expect(words(story, from: before.count) == ["gap daemon-stopped"])
    #expect(story.tally("web") == before.tally)
    #expect(story.present("web")?.startedAt == before.present?.startedAt)
    #expect(story.present("web")?.lastExit == before.present?.lastExit)
    #expect(story.transitions.map(\.sequence) == Array(1...Int64(story.transitions.count)))
  }

  @Test func theGapBeginsWithTheLastThingConfirmed() {
    var story = Story()
    story.run("web")
    story.list()
    let confirmed = story.fleet.confirmedUpTo
    let saved = story.kill()
    story.wait(300)
    story.begin(with: saved)
    story.connect()
    story.wait(1)
    #expect(story.gaps.count == 1)
    #expect(story.gaps.first?.start == confirmed)
    #expect((story.gaps.first.map { $0.end.since($0.start) } ?? 0) >= 300 * Story.second)
  }

  @Test func sinceWhenItIsWatchedIsKept() {
    var story = Story()
    let first = story.fleet.watchedSince
    #expect(first != nil && Fleet().watchedSince == nil)
    story.wait(600)
    story.list()
    var saved = story.kill()
    story.wait(300)
    story.begin(with: saved)
    story.connect()
    story.wait(1)
    #expect(story.fleet.isReady && story.fleet.watchedSince == first)
    // Saved by a version that did not tell: it was watched at the end.
    saved.head.watchedSince = nil
    story.begin(with: saved)
    #expect(story.fleet.watchedSince == saved.head.confirmedUpTo)
  }

  @Test func whatHappenedMeanwhileIsInferredAndCounted() {
    var story = Story()
    story.run("web", policy: .always)
    story.run("job")
    story.run("gone")
    let count = story.transitions.count
    let saved = story.kill()
    story.act { $0.exit("web", code: 1) }
    story.wait(2)
    story.act { $0.exit("job", code: 3) }
    story.act { $0.remove("gone") }
    story.act { $0.create("late") { $0.policy = .no } }
    story.act { $0.start("late") }
    story.begin(with: saved)
    story.connect()
    story.wait(1)
    #expect(story.exits("web") == [.restarted: 1])
    #expect(story.starts("web") == [.new: 1, .policy: 1])
    #expect(story.exits("job") == [.failed: 1])
    #expect(story.starts("late") == [.new: 1])
    #expect(story.present("gone") == nil)
    #expect(words(story, from: count).allSatisfy { $0.hasPrefix("~") || $0 == "gap daemon-stopped" })
    #expect(words(story, from: count).contains("~created"))
  }

  @Test func whatTheRingTellsOfTheTimeBetweenIsSeenOnce() {
    var story = Story()
    story.run("web", policy: .always)
    let count = story.transitions.count
    let saved = story.kill()
    story.crash("web", code: 2)
    story.wait(1)
    story.begin(with: saved)
    // The ring holds what was seen before, too.
    story.connect(past: story.engine.ring)
    story.wait(10)
    #expect(story.transitions[count...].filter { $0.name != nil }.map(\.words) == ["exit restarted", "start policy"])
    #expect(story.tally("web")?.starts == [.new: 1, .policy: 1])
  }

  @Test func anExitThatWaitedIsJudgedOnce() {
    var story = Story()
    story.run("web", policy: .always)
    story.answering = .hanging
    story.act { $0.exit("web", code: 1) }
    #expect(story.exits("web") == [:])
    let saved = story.kill()
    story.answering = .after(seconds: 0.005)
    story.wait(3)
    story.begin(with: saved)
    story.connect(past: story.engine.ring)
    story.wait(30)
    #expect(story.exits("web") == [.restarted: 1])
    #expect(story.starts("web") == [.new: 1, .policy: 1])
  }

  @Test func aChangeOfHealthThatWaitedForItsOutputIsTold() {
    var story = Story()
    story.run("web") { $0.healthcheck = check() }
    story.probe("web")
    story.answering = .hanging
    story.probe("web", code: 1, output: "no")
    let saved = story.kill()
    story.answering = .after(seconds: 0.005)
    story.begin(with: saved)
    story.connect()
    story.wait(5)
    #expect(story.told("web").filter { $0.hasPrefix("health") } == ["health healthy", "health unhealthy"])
  }

  /// Its events had come, and inspect had not told yet who it is.
  @Test(arguments: [true, false]) func whatWaitedToBeKnownIsToldAsItWasSeen(removesItself: Bool) {
    var story = Story()
    story.run("web")
    story.answering = .hanging
    story.run("job") { $0.autoRemove = removesItself }
    story.act { $0.exit("job", code: 6) }
    #expect(story.told("job") == [])
    let saved = story.kill()
    story.answering = .after(seconds: 0.005)
    story.begin(with: saved)
    story.connect(past: story.engine.ring)
    story.wait(10)
    #expect(story.told("job") == ["created", "start new", "exit failed"] + (removesItself ? ["removed"] : []))
    #expect(story.exits("job") == [.failed: 1])
  }

  /// One of the same name lived and went before it, and nobody can be asked about that one any more.
  @Test func whoBearsTheNameNowIsToldAfterWhoBoreItBefore() {
    var story = Story()
    story.run("web")
    let saved = story.kill()
    story.run("job") { $0.autoRemove = true }
    story.crash("job", code: 6)
    story.run("job") { $0.autoRemove = true }
    story.begin(with: saved)
    // The first one's inspect takes long, the second one's does not.
    story.answering = .onceThenPrompt(.hanging)
    story.connect(past: story.engine.ring)
    let id = story.engine.id("job")
    story.engine.inspection(of: id).map { inspection in
      story.observe(.inspected(InspectAnswer(id: id, requestedAt: story.uptime(at: story.engine.now), result: .found(inspection))))
    }
    story.wait(30)
    #expect(story.told("job") == ["created", "start new", "exit failed", "removed", "created", "start new"])
    #expect(story.present("job")?.id == id)
    story.crash("job", code: 7)
    story.wait(5)
    #expect(story.firing == ["ContainerExited job"])
  }

  /// The list and the inspect are older than the events that came in between.
  @Test func anAnswerAboutWhoIsGoneBringsNobodyBack() throws {
    var story = Story()
    story.run("job") { $0.autoRemove = true }
    let id = story.engine.id("job")
    story.begin(with: story.kill())
    let inspection = try #require(story.engine.inspection(of: id))
    story.answering = .hanging
    story.connect()
    let asked = story.uptime(at: story.engine.now)
    story.observe(.listed(Listing(requestedAt: asked, engineTime: nil, rows: story.engine.rows)))
    story.act { $0.exit("job", code: 6) }
    story.observe(.inspected(InspectAnswer(id: id, requestedAt: asked, result: .found(inspection))))
    story.answering = .after(seconds: 0.005)
    story.wait(60)
    #expect(story.told("job") == ["created", "start new", "exit failed", "removed"])
  }

  @Test func anEngineThatRestartedMeanwhileIsTakenIntoAccount() {
    var story = Story()
    story.run("web", policy: .always)
    let saved = story.kill()
    story.engine.ring.removeAll()
    story.engine.crashHost()
    story.engine.boot()
    story.begin(with: saved)
    story.connect(restarted: true)
    story.wait(5)
    #expect(story.exits("web") == [.engineShutdown: 1])
    #expect(story.starts("web") == [.new: 1, .engine: 1])
    #expect(story.gaps.map(\.cause) == [.daemonStopped])
  }

  @Test func aTaintOutlivesTheProcess() {
    var story = Story()
    story.run("web", policy: .unlessStopped)
    story.kill("web", signal: 1)
    let saved = story.kill()
    story.begin(with: saved)
    story.connect()
    story.wait(20)
    story.crash("web", code: 5)
    story.wait(10)
    #expect(story.exits("web") == [.restartCancelled: 1])
  }

  @Test func aCrashLoopGoesOn() {
    var story = Story()
    story.run("web", policy: .always)
    for _ in 0..<3 {
      story.crash("web")
      story.wait(1)
    }
    #expect(story.view("web")?.isCrashLooping == true)
    let saved = story.kill()
    story.wait(60)
    story.begin(with: saved)
    story.connect()
    story.wait(60)
    #expect(story.view("web")?.isCrashLooping == true)
    story.waitListing(700)
    #expect(story.view("web")?.isCrashLooping == false)
  }

  @Test func countersOfARemovedNameAreKeptByTheWallClock() {
    var story = Story(settings: FleetSettings(removedRetention: 300 * Story.second, historyRetention: 3600 * Story.second))
    story.run("web")
    story.crash("web")
    story.remove("web")
    let saved = story.kill()
    story.wait(200)
    story.begin(with: saved)
    story.connect()
    story.wait(1)
    #expect(story.view("web")?.present == nil && story.exits("web") == [.failed: 1])
    story.wait(150)
    #expect(story.view("web") == nil)
    story.run("web")
    #expect(story.exits("web") == [.failed: 1])
  }

  @Test func uptimesOfAnotherBootAreReckonedByTheWallClock() {
    var story = Story(settings: FleetSettings(removedRetention: 300 * Story.second))
    story.run("web")
    story.remove("web")
    let saved = story.kill()
    let boot = Arrival(time: saved.head.savedAt.time.advanced(by: 200 * Story.second), uptime: Uptime(nanoseconds: 7 * Story.second))
    var fleet = Fleet(settings: story.fleet.settings, restoring: saved, at: boot, isSameBoot: false)
    #expect(fleet.view(of: ContainerName("web")) != nil)
    func pass(_ seconds: Int64) {
      let later = Arrival(time: boot.time.advanced(by: seconds * Story.second), uptime: boot.uptime.advanced(by: seconds * Story.second))
      fleet.observe(Observation(arrival: later, content: .deadline))
    }
    pass(90)
    #expect(fleet.view(of: ContainerName("web")) != nil)
    pass(110)
    #expect(fleet.view(of: ContainerName("web")) == nil)
  }

  @Test func whatIsNoLongerWatchedIsLetGo() {
    var story = Story()
    story.run("web")
    story.run("db")
    let saved = story.kill()
    story.fleet = Fleet(settings: FleetSettings(selection: WatchSelection(exclude: [.name(Glob("db"))])))
    story.begin(with: saved)
    story.connect()
    story.wait(1)
    #expect(story.present("web") != nil)
    #expect(story.present("db") == nil)
  }

  @Test func lostStateIsAGapAndAFirstSight() {
    var story = Story()
    story.run("web")
    story.crash("web")
    let start = story.engine.now
    _ = story.kill()
    story.wait(50)
    let arrival = Arrival(time: story.engine.now, uptime: story.uptime(at: story.engine.now))
    story.fleet = Fleet(settings: FleetSettings(), blindSince: start, sequence: 41, at: arrival)
    story.isWatching = true
    story.transitions = []
    story.connect()
    story.wait(1)
    #expect(story.transitions.map(\.words) == ["gap daemon-stopped"])
    #expect(story.transitions.first?.sequence == 42)
    #expect(story.gaps.first?.start == start)
    #expect(story.exits("web") == [:])
  }

  /// Changes taken after each observation lead to the same as everything taken at the end.
  @Test func changesAddUpToTheWhole() {
    var story = Story()
    story.shelf = nil
    story.fleet.isSaved = true
    var ids: Set<ContainerID> = []
    var names: Set<ContainerName> = []
    func take() {
      guard let changes = story.fleet.takeChanges() else { return }
      ids.formUnion(changes.containers.map(\.id))
      ids.subtract(changes.goneContainers)
      names.formUnion(changes.names.map(\.name))
      names.subtract(changes.forgottenNames)
    }
    for number in 0..<20 {
      story.run("c\(number % 7)", policy: .always)
      take()
      story.crash("c\(number % 7)")
      take()
      story.wait(1)
      take()
      story.remove("c\(number % 7)")
      take()
    }
    story.run("last")
    take()
    let all = story.fleet.takeEverything()
    #expect(ids == Set(all.containers.map(\.id)))
    #expect(names == Set(all.names.map(\.name)))
    #expect(story.fleet.takeChanges() == nil)
  }

  /// Its events wait for an inspect; the ring tells them again, and they are known already.
  @Test func whatWaitsToBeKnownIsKept() {
    var story = Story()
    story.answering = .failing
    story.act { $0.create("web") { $0.policy = .always } }
    story.act { $0.start("web") }
    let saved = story.kill()
    story.wait(5)
    story.begin(with: saved)
    story.answering = .after(seconds: 0.005)
    story.connect(past: story.engine.ring)
    story.wait(1)
    #expect(story.told("web") == ["created", "start new"])
  }
}
