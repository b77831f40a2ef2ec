// Other settings while everything runs: who is watched now, and who is not any more.

import Testing
import Watch

@Suite struct ReconfigurationTests {
  private func settings(include: [ContainerSelector] = [], exclude: [ContainerSelector] = []) -> FleetSettings {
    FleetSettings(selection: WatchSelection(include: include, exclude: exclude))
  }

  @Test func excludedContainerVanishesWithoutATransition() {
    var story = Story()
    story.run("web") { $0.labels["team"] = "blue" }
    story.run("db")
    story.reconfigure(settings(exclude: [.label("team")]))
    #expect(story.view("web") == nil)
    #expect(story.present("db")?.state == .running)
    story.crash("web")
    story.waitListing(60)
    #expect(story.told("web") == ["created", "start new"])
    #expect(story.view("web") == nil)
    #expect(story.abandonments.isEmpty)
  }

  @Test func containerNoLongerExcludedIsMetAsOnFirstSight() {
    var story = Story(settings: settings(exclude: [.name(Glob("web"))]))
    story.run("web", policy: .always)
    story.crash("web")
    story.wait(2)
    #expect(story.view("web") == nil)
    story.reconfigure(settings())
    #expect(story.present("web")?.state == .running)
    #expect(story.told("web").isEmpty)
    #expect(story.tally("web") == Tally())
    story.crash("web")
    story.wait(10)
    #expect(story.told("web") == ["exit restarted", "start policy"])
    #expect(story.abandonments.isEmpty)
  }

  /// Its inspect was lost: the next listing has it asked for again, and nobody takes it for a stranger that the stream kept to itself.
  @Test func containerNoLongerExcludedIsFoundByTheNextListing() {
    var story = Story(settings: settings(exclude: [.name(Glob("web"))]))
    story.run("web")
    story.answering = .failing
    story.reconfigure(settings())
    story.wait(20)
    #expect(story.view("web") == nil)
    story.answering = .after(seconds: 0.005)
    story.waitListing(60)
    #expect(story.present("web")?.state == .running)
    #expect(story.told("web").isEmpty)
    #expect(story.abandonments.isEmpty)
  }

  @Test func eventOfAContainerNoLongerExcludedFindsItKnown() {
    var story = Story(settings: settings(exclude: [.name(Glob("web"))]))
    story.run("web")
    story.answering = .failing
    story.reconfigure(settings())
    story.answering = .after(seconds: 0.005)
    story.pause("web")
    #expect(story.present("web")?.state == .paused)
    #expect(!story.told("web").contains { $0.hasPrefix("~") || $0 == "created" })
  }

  @Test func oneThatIsGoneMeanwhileIsNotWaitedFor() {
    var story = Story(settings: settings(exclude: [.name(Glob("web"))]))
    story.run("web")
    story.stop("web")
    story.answering = .failing
    story.reconfigure(settings())
    story.remove("web")
    story.answering = .after(seconds: 0.005)
    story.waitListing(60)
    #expect(story.view("web") == nil)
    #expect(story.told("web").isEmpty)
    story.run("web")
    #expect(story.told("web") == ["created", "start new"])
  }

  @Test func countersGoOnWhenAContainerIsTakenInAgain() {
    var story = Story()
    story.run("web")
    story.reconfigure(settings(exclude: [.name(Glob("web"))]))
    #expect(story.view("web") == nil)
    story.reconfigure(settings())
    #expect(story.tally("web") == Tally(starts: [.new: 1]))
    #expect(story.present("web")?.state == .running)
    story.stop("web")
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
  }

  @Test func whileTheEngineIsAwayTheNextFullListingDecides() {
    var story = Story(settings: settings(exclude: [.name(Glob("web"))]))
    story.run("web")
    story.run("db")
    story.disconnect()
    story.reconfigure(settings(exclude: [.name(Glob("db"))]))
    story.connect(isContinuous: true)
    story.wait(1)
    #expect(story.present("web")?.state == .running)
    #expect(story.told("web").isEmpty)
    #expect(story.view("db") == nil)
  }

  @Test func labelsToShowAreThoseOfTheNewSettings() {
    var story = Story()
    story.run("web") { $0.labels = ["team": "blue", "tier": "front"] }
    #expect(story.present("web")?.labels == [])
    story.reconfigure(FleetSettings(containerLabels: ["team"]))
    #expect(story.present("web")?.labels == [ContainerView.Label(key: "team", value: "blue")])
    #expect(story.told("web") == ["created", "start new"])
  }

  @Test func retentionHoldsForWhatIsRemovedFromNowOn() {
    var story = Story(settings: FleetSettings(removedRetention: 300 * Story.second))
    story.run("web")
    story.reconfigure(FleetSettings(removedRetention: 10 * Story.second))
    story.remove("web")
    story.wait(11)
    #expect(story.view("web") == nil)
  }
}
