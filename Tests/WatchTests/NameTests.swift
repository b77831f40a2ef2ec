// Counters belong to names, and outlive their containers for a while.

import Testing
import Watch

@Suite struct NameTests {
  @Test func countersAreShownForAWhileAfterRemovalAndKeptLonger() {
    var story = Story(settings: FleetSettings(removedRetention: 300 * Story.second, historyRetention: 3600 * Story.second))
    story.run("web")
    story.remove("web")
    #expect(story.view("web")?.present == nil)
    story.wait(299)
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
    story.wait(2)
    #expect(story.view("web") == nil)
    #expect(!story.fleet.names.contains(ContainerName("web")))
    story.run("web")
    #expect(story.tally("web") == Tally(starts: [.new: 2], exits: [.stopped: 1]))
  }

  @Test func countersAreForgottenInTheEnd() {
    var story = Story(settings: FleetSettings(removedRetention: 300 * Story.second, historyRetention: 3600 * Story.second))
    story.run("web")
    story.remove("web")
    story.wait(3601)
    story.run("web")
    #expect(story.tally("web") == Tally(starts: [.new: 1]))
  }

  @Test func returningContainerIsNotForgottenAtTheOldDeadline() {
    var story = Story(settings: FleetSettings(removedRetention: 10 * Story.second, historyRetention: 100 * Story.second))
    story.run("web")
    story.remove("web")
    story.wait(5)
    story.run("web")
    story.wait(200)
    #expect(story.tally("web") == Tally(starts: [.new: 2], exits: [.stopped: 1]))
    #expect(story.present("web")?.state == .running)
  }

  @Test func bearersThatWereGoneBeforeTheyWereKnownAreToldInTurn() {
    var story = Story()
    story.answering = .after(seconds: 2)
    for _ in 1...3 {
      story.run("web")
      story.remove("web")
    }
    story.wait(10)
    let life = ["created", "start new", "exit stopped", "removed"]
    #expect(story.told("web") == life + life + life)
  }

  @Test func renameMovesNoCounters() {
    var story = Story()
    story.run("web") { $0.healthcheck = check() }
    story.probe("web")
    story.wait(10)
    story.rename("web", to: "www")
    #expect(story.told("www") == ["renamed from web"])
    #expect(story.tally("web") == Tally(starts: [.new: 1], health: [.starting: 1, .healthy: 1]))
    #expect(story.tally("www") == Tally())
    #expect(story.view("www")?.hasHealthcheck == true)
    #expect(story.present("www")?.health == .healthy)
    story.wait(20)
    story.list()
    #expect(abs(story.healthSeconds("web", .healthy) - 10) < 0.2)
    #expect(abs(story.healthSeconds("www", .healthy) - 20) < 0.2)
    story.stop("www")
    #expect(story.exits("www") == [.stopped: 1])
  }

  @Test func namesThatChangePlacesKeepTheirOwnCounters() {
    var story = Story()
    story.run("blue")
    story.run("green")
    story.crash("blue")
    story.rename("blue", to: "old")
    story.rename("green", to: "blue")
    #expect(story.tally("blue") == Tally(starts: [.new: 1], exits: [.failed: 1]))
    #expect(story.present("blue")?.state == .running)
    #expect(story.present("old")?.state == .exited)
  }

  @Test func recreationWithoutACheckHidesItsHealth() {
    var story = Story()
    story.run("web") { $0.healthcheck = check() }
    story.remove("web")
    #expect(story.view("web")?.hasHealthcheck == true)
    story.run("web")
    #expect(story.view("web")?.hasHealthcheck == false)
  }

  @Test func containersAskedForLabelsAreShownInOrder() {
    var story = Story(settings: FleetSettings(containerLabels: ["team", "tier", "none"]))
    story.run("web") { $0.labels = ["tier": "front", "team": "blue", "com.docker.compose.project": "app"] }
    #expect(
      story.present("web")?.labels == [ContainerView.Label(key: "team", value: "blue"), ContainerView.Label(key: "tier", value: "front")])
    #expect(story.present("web")?.composeProject == "app")
  }

  /// Recreated twice while the engine is slow to say who the first one is: what is told late of it takes the name from nobody.
  @Test func nameGoesBackToWhoeverBearsItStill() {
    var story = Story()
    story.answering = .onceThenPrompt(.after(seconds: 2))
    story.act { $0.create("first") }
    story.answering = .after(seconds: 0.005)
    story.act { $0.rename("first", to: "web") }
    story.remove("web")
    story.run("web") { $0.healthcheck = check() }
    story.probe("web", code: 1)
    story.wait(10)
    #expect(story.told("web").last == "removed")
    #expect(story.present("web")?.state == .running)
    #expect(story.view("web")?.hasHealthcheck == true)
    #expect(story.present("web")?.id == story.engine.id("web"))
    story.remove("web")
    #expect(story.present("web") == nil)
  }

  /// Swapped on their way, and the end of the first is lost.
  @Test func aLateRenameTakesTheNameFromNobody() throws {
    var story = Story()
    story.run("first")
    story.stream = .onHold
    story.rename("first", to: "web")
    story.crash("web", code: 2)
    story.remove("web")
    story.run("web")
    story.stop("web")
    let late = try #require(story.held.first { $0.action == .rename })
    story.release { $0.filter { $0.action != .rename && $0.action != .destroy } }
    story.wait(0.1)
    story.observe(.event(late))
    #expect(story.present("web")?.id == story.engine.id("web"))
    story.wait(1)
    #expect(story.told("web").contains("renamed from first"))
    #expect(story.firing == [])
  }
}
