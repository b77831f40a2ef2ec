// Names of which nothing is shown any more need not be in memory, and come back as they were.

import Testing

@testable import Watch

@Suite struct HiddenNameTests {
  private static let settings = FleetSettings(removedRetention: 300 * Story.second, historyRetention: 3600 * Story.second)

  private func remembers(_ story: Story, _ name: String) -> Bool { story.fleet.remembers(ContainerName(name)) }

  /// So many names come, restart once and go; then nothing is shown of them any more.
  private func comeAndGo(_ count: Int, _ story: inout Story) {
    for number in 0..<count {
      story.run("job-\(number)", policy: .always)
      story.crash("job-\(number)")
      story.wait(1)
      story.remove("job-\(number)")
    }
    story.wait(302)
  }

  @Test func whatIsSavedOfThemIsLetGoOf() {
    var story = Story(settings: Self.settings)
    story.run("web")
    comeAndGo(50, &story)
    #expect(story.fleet.chronicle.records.keys == [ContainerName("web")])
    #expect(story.fleet.hidden.isEmpty)
    #expect(story.shelf?.hidden.count == 50)
    // Nobody is woken for one of them.
    #expect(story.fleet.nextDeadline == nil)
  }

  /// For the alerts only the times of restarts are remembered, and these no longer than they count.
  @Test func ofTheirMarksTheRestartsAloneStay() {
    var story = Story(settings: Self.settings)
    story.shelf = nil
    comeAndGo(10, &story)
    #expect(story.book.marks.isEmpty && story.book.restartsOfGone.count == 10)
    story.expectKept()
    story.wait(7 * 3600)
    #expect(story.book.restartsOfGone.isEmpty && story.book.strays.isEmpty)
    story.expectKept()
  }

  /// Once nothing is shown of the name these are on disk alone.
  @Test func ofTheirRestartsNothingStaysInMemory() {
    var story = Story(settings: Self.settings)
    comeAndGo(10, &story)
    #expect(story.book.marks.isEmpty && story.book.restartsOfGone.isEmpty && story.book.strays.isEmpty)
    #expect((0..<10).allSatisfy { story.kept.restartsOfGone(ContainerName("job-\($0)")) != nil })
    story.expectKept()
    // While something is shown they are in memory.
    story.run("web", policy: .always)
    story.crash("web")
    story.wait(1)
    story.remove("web")
    story.wait(200)
    #expect(Array(story.book.restartsOfGone.keys) == [ContainerName("web")])
  }

  @Test func withoutAStoreTheyStayUntilTheyAreForgotten() {
    var story = Story(settings: Self.settings)
    story.shelf = nil
    for name in ["a", "b"] {
      story.run(name)
      story.remove(name)
      story.wait(20)
    }
    story.wait(302)
    #expect(remembers(story, "a") && remembers(story, "b"))
    story.wait(3600)
    #expect(story.fleet.chronicle.records.keys.isEmpty && story.fleet.hidden.isEmpty && story.fleet.nextDeadline == nil)
  }

  /// Two restarts before it went, one after it has come back: three within ten minutes.
  @Test(arguments: [true, false]) func countersAndWindowsComeBack(_ letsGo: Bool) {
    var story = Story(settings: Self.settings)
    if !letsGo { story.shelf = nil }
    story.run("web", policy: .always)
    for _ in 0..<2 {
      story.crash("web")
      story.wait(2)
    }
    story.remove("web")
    story.wait(310)
    #expect(remembers(story, "web") != letsGo)
    story.run("web", policy: .always)
    story.crash("web")
    story.wait(2)
    #expect(story.tally("web") == Tally(starts: [.new: 2, .policy: 3], exits: [.restarted: 3, .stopped: 1]))
    #expect(story.firing == ["ContainerCrashLooping web"])
  }

  @Test func oneThatIsRenamedToThemComesBackToo() {
    var story = Story(settings: Self.settings)
    story.run("web")
    story.remove("web")
    story.wait(310)
    story.run("other")
    story.rename("other", to: "web")
    story.stop("web")
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 2]))
  }

  /// Its events wait for an inspect that does not come; meanwhile what was recalled is not let go of.
  @Test func oneThatWaitsToBeKnownKeepsWhatWasRecalled() {
    var story = Story(settings: Self.settings)
    story.run("web")
    story.remove("web")
    story.wait(310)
    story.answering = .failing
    story.run("web")
    #expect(remembers(story, "web"))
    story.wait(60)
    #expect(story.tally("web")?.starts == [.new: 2])
  }

  /// It waits to be known when the watcher is killed, and nothing tells of it any more when that is back.
  @Test func oneThatWaitsToBeKnownByTheNextProcessGoesOnCounting() {
    var story = Story(settings: Self.settings)
    story.run("web")
    story.remove("web")
    story.wait(310)
    story.answering = .hanging
    story.run("web")
    let saved = story.kill()
    story.engine.remove("web")
    story.engine.ring.removeAll()
    story.answering = .after(seconds: 0.005)
    story.beginAgain(with: saved)
    story.connect()
    story.wait(60)
    #expect(story.tally("web")?.starts == [.new: 2])
  }

  @Test func oneThatIsNotWatchedRecallsNothing() {
    var story = Story(settings: Self.settings)
    story.run("web")
    story.remove("web")
    story.wait(310)
    story.reconfigure(FleetSettings(selection: WatchSelection(exclude: [.name(Glob("web"))])))
    story.run("web")
    story.wait(1)
    #expect(!remembers(story, "web") && story.fleet.hidden.isEmpty)
  }

  @Test func whatWasRecalledInVainIsLetGoOfAgainAndForgottenWhenItWouldHaveBeen() {
    var story = Story(settings: Self.settings)
    story.run("web")
    story.remove("web")
    story.wait(310)
    let saved = story.shelf?.hidden[ContainerName("web")]
    story.shelf = nil
    if let saved { story.fleet.recall(saved, at: story.arrival) }
    #expect(remembers(story, "web") && story.view("web") == nil)
    story.wait(3280)
    #expect(remembers(story, "web"))
    story.wait(20)
    #expect(!remembers(story, "web"))
  }

  // MARK: Restarts

  /// They are forgotten as soon as nothing is shown of them, in one batch: nothing was let go of in between.
  @Test func ofForgottenOnesNoRestartsStayInMemoryEither() {
    var story = Story(settings: FleetSettings(removedRetention: 300 * Story.second, historyRetention: 300 * Story.second))
    story.run("web", policy: .always)
    story.crash("web")
    story.wait(1)
    story.remove("web")
    story.wait(299)
    #expect(story.book.restartsOfGone.count == 1)
    story.engine.tick(2 * Story.second)
    for _ in 0..<3 { story.watchman.observe(Observation(arrival: story.arrival, content: .deadline)) }
    #expect(!remembers(story, "web"))
    story.observe(.deadline)
    #expect(story.book.restartsOfGone.isEmpty && story.book.strays.isEmpty)
    story.expectKept()
  }

  /// What happens between the removal of a name and its return.
  enum Meanwhile: CaseIterable {
    case nothing
    /// Its counters are forgotten, but restarts count for longer.
    case forgotten
    /// The watcher is killed and begins again.
    case killed
    case clockSet
    case clockSetWhileKilled
  }

  /// Four restarts before it went, one after it has come back: five within six hours, but not within ten minutes.
  @Test(arguments: Meanwhile.allCases, [true, false]) func restartsCountAgainOnceItIsBack(_ meanwhile: Meanwhile, _ letsGo: Bool) {
    var story = Story(settings: Self.settings)
    if !letsGo { story.shelf = nil }
    story.run("web", policy: .always)
    for _ in 0..<4 {
      story.crash("web")
      story.wait(2700)
    }
    story.remove("web")
    story.wait(310)
    #expect(story.book.restartsOfGone.isEmpty == letsGo)
    switch meanwhile {
    case .nothing: break
    case .forgotten: story.wait(7200)
    case .killed: story.beginAgain()
    case .clockSet:
      story.wallAhead += 86_400 * Story.second
      story.wait(60)
      story.engine.tick()
      story.observe(.deadline)
    case .clockSetWhileKilled:
      let saved = story.kill()
      story.wallAhead -= 86_400 * Story.second
      story.beginAgain(with: saved)
      story.connect(past: story.engine.ring)
    }
    story.wait(5)
    #expect(story.book.restartsOfGone.isEmpty == letsGo)
    story.run("web", policy: .always)
    story.wait(20)
    #expect(story.firing == [])
    story.crash("web")
    story.wait(5)
    #expect(story.firing == ["ContainerRestartingOften web"])
    story.expectKept()
  }

  /// The first restarts were more than six hours ago when it is restarted again.
  @Test func restartsThatNoLongerCountDoNotComeBack() {
    var story = Story(settings: Self.settings)
    story.run("web", policy: .always)
    for _ in 0..<4 {
      story.crash("web")
      story.wait(60)
    }
    story.wait(600)
    story.remove("web")
    story.wait(6 * 3600)
    story.run("web", policy: .always)
    #expect(story.book.restartsOfGone.isEmpty)
    story.crash("web")
    story.wait(5)
    #expect(story.firing == [])
  }

  /// Whatever comes, goes and returns: who lets go tells what one tells who keeps everything in memory.
  @Test(arguments: 1...20 as ClosedRange<UInt64>) func whoLetsGoTellsTheSame(seed: UInt64) {
    var dice = Dice(seed: seed)
    var (one, other) = (Story(settings: Self.settings), Story(settings: Self.settings))
    other.shelf = nil
    var hasLetGo = false
    for step in 0..<300 {
      let name = "job-\(Int.random(in: 0..<4, using: &dice))"
      let deed = Int.random(in: 0..<12, using: &dice)
      let seconds = Double.random(in: 1..<900, using: &dice)
      func act(_ story: inout Story) {
        let isThere = story.engine.containers.values.contains { $0.name == name }
        switch deed {
        case 0, 1: if isThere { story.remove(name) }
        case 2..<6: if isThere { story.crash(name) } else { story.run(name, policy: .always) }
        case 6: story.wallAhead += Int64(seconds - 450) * 10 * Story.second
        case 7: story.beginAgain()
        case 8: if isThere { story.rename(name, to: name + "-old") }
        case 9: if story.engine.containers.values.contains(where: { $0.name == name + "-old" }) { story.remove(name + "-old") }
        default: story.wait(seconds)
        }
        story.wait(1)
      }
      act(&one)
      act(&other)
      hasLetGo = hasLetGo || one.book.restartsOfGone.count < other.book.restartsOfGone.count
      #expect(one.firing == other.firing, "seed \(seed), step \(step)")
      #expect(one.sent == other.sent, "seed \(seed), step \(step)")
    }
    #expect(hasLetGo && one.sent.contains { $0.contains("ContainerRestartingOften") })
  }
}
