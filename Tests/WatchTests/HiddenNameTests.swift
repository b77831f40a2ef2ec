// Names of which nothing is shown any more need not be in memory, and come back as they were.

import Testing

@testable import Watch

@Suite struct HiddenNameTests {
  private static let settings = FleetSettings(removedRetention: 300 * Story.second, historyRetention: 3600 * Story.second)

  private func remembers(_ story: Story, _ name: String) -> Bool { story.fleet.chronicle.records.place(of: ContainerName(name)) != nil }

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
    comeAndGo(10, &story)
    #expect(story.book.marks.isEmpty && story.book.restartsOfGone.count == 10)
    story.expectKept()
    story.wait(7 * 3600)
    #expect(story.book.restartsOfGone.isEmpty)
    story.expectKept()
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
}
