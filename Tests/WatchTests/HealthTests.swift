// Each line of what ENGINE.md and SPEC.md say about health.

import Testing
import Watch

@Suite struct HealthTests {
  private func watched(retries: Int = 2, settings: FleetSettings = FleetSettings()) -> Story {
    var story = Story(settings: settings)
    story.run("web", policy: .always) { $0.healthcheck = check(retries: retries) }
    return story
  }

  @Test func startWithACheckCountsStartingWithoutARecord() {
    let story = watched()
    #expect(story.told("web") == ["created", "start new"])
    #expect(story.tally("web")?.health == [.starting: 1])
    #expect(story.present("web")?.health == .starting)
    #expect(story.view("web")?.hasHealthcheck == true)
  }

  @Test func withoutACheckHealthIsNone() {
    var story = Story()
    story.run("web")
    #expect(story.present("web")?.health == Health.none)
    #expect(story.view("web")?.hasHealthcheck == false)
    #expect(story.tally("web")?.health == [:])
  }

  @Test func becomingHealthyAndUnhealthyIsTold() {
    var story = watched()
    story.wait(1)
    story.probe("web")
    story.wait(1)
    story.probe("web", code: 1, output: "no")
    #expect(story.present("web")?.health == .healthy)
    story.wait(1)
    story.probe("web", code: 1, output: "connection refused")
    #expect(story.told("web").suffix(2) == ["health healthy", "health unhealthy"])
    #expect(story.tally("web")?.health == [.starting: 1, .healthy: 1, .unhealthy: 1])
    #expect(
      story.transitions.last?.kind
        == .health(HealthChange(from: .healthy, to: .unhealthy, failingStreak: 2, output: "connection refused")))
    #expect(story.present("web")?.failingStreak == 2)
    #expect(story.present("web")?.healthOutput == "connection refused")
  }

  @Test func probeThatTimesOutIsAFailure() {
    var story = watched(retries: 1)
    story.probe("web", code: -1, output: "Health check exceeded timeout (1s)")
    #expect(
      story.transitions.last?.kind
        == .health(HealthChange(from: .starting, to: .unhealthy, failingStreak: 1, output: "Health check exceeded timeout (1s)")))
  }

  @Test func failuresWithinTheStartPeriodChangeNothing() {
    var story = watched(retries: 1)
    story.act { $0.probe("web", code: 1, countsFailure: false) }
    story.list()
    #expect(story.present("web")?.health == .starting)
    #expect(story.told("web") == ["created", "start new"])
  }

  @Test func outputIsCutToAKibibyteBetweenCharacters() {
    var story = watched(retries: 1)
    story.probe("web", code: 1, output: "x" + String(repeating: "ä", count: 2000))
    #expect(story.present("web")?.healthOutput == "x" + String(repeating: "ä", count: 511))
  }

  @Test func changeIsToldWithoutOutputWhenInspectStaysAway() {
    var story = watched(retries: 1)
    story.answering = .hanging
    story.act(settling: 0) { $0.probe("web", code: 1, output: "secret") }
    #expect(story.present("web")?.health == .unhealthy)
    #expect(story.told("web").last == "start new")
    story.wait(2)
    #expect(story.told("web").last == "health unhealthy")
  }

  @Test func exitMakesUnknownWithoutARecord() {
    var story = watched()
    story.probe("web")
    story.stop("web")
    #expect(story.present("web")?.health == .unknown)
    #expect(story.told("web") == ["created", "start new", "health healthy", "exit stopped"])
    story.list()
    #expect(story.present("web")?.health == .unknown)
  }

  @Test func newRunDoesNotShowTheProbesOfTheLast() {
    var story = watched(retries: 1)
    story.probe("web", code: 1, output: "old")
    story.restart("web")
    story.wait(1)
    story.list()
    #expect(story.present("web")?.health == .starting)
    #expect(story.present("web")?.healthOutput == nil)
  }

  @Test func pauseMakesUnknownAndUnpausingAHealthyOneIsNoRecovery() {
    var story = watched()
    story.probe("web")
    story.pause("web")
    #expect(story.present("web")?.health == .unknown)
    story.wait(10)
    story.list()
    story.unpause("web")
    #expect(story.present("web")?.health == .unknown)
    story.wait(1)
    story.probe("web")
    #expect(story.present("web")?.health == .healthy)
    #expect(story.told("web") == ["created", "start new", "health healthy", "paused", "unpaused"])
    #expect(story.tally("web")?.health == [.starting: 1, .healthy: 1])
    #expect(story.abandonments.isEmpty)
  }

  @Test func unpausedAndStillUnhealthyIsShownButNotToldAgain() {
    var story = watched(retries: 1)
    story.probe("web", code: 1)
    story.pause("web")
    story.wait(5)
    story.unpause("web")
    story.act(settling: 0) { $0.probe("web", code: 1, output: "still") }
    story.wait(3)
    #expect(story.present("web")?.health == .unhealthy)
    #expect(story.told("web") == ["created", "start new", "health unhealthy", "paused", "unpaused"])
  }

  @Test func healthyOneThatFallsIllAfterUnpausingIsFoundByInspect() {
    // The engine says `unhealthy` since the pause, so it announces nothing.
    var story = watched(retries: 2)
    story.probe("web")
    story.pause("web")
    story.unpause("web")
    story.probe("web", code: 1)
    story.wait(4)
    #expect(story.present("web")?.health == .unknown)
    story.probe("web", code: 1)
    story.wait(4)
    #expect(story.present("web")?.health == .unhealthy)
    #expect(story.told("web").last == "~health unhealthy")
    #expect(story.abandonments.isEmpty)
  }

  @Test func restOfAPauseFoundAfterAGapIsNoIllness() {
    var story = watched(retries: 3)
    story.probe("web")
    story.disconnect()
    story.pause("web")
    story.unpause("web")
    story.wait(1)
    story.connect()
    #expect(story.present("web")?.health == .unknown)
    story.probe("web")
    #expect(story.present("web")?.health == .healthy)
    #expect(story.tally("web")?.health == [.starting: 1, .healthy: 1])
  }

  @Test func recoveryAfterUnpausingAnUnhealthyOneIsTold() {
    var story = watched(retries: 1)
    story.probe("web", code: 1)
    story.pause("web")
    story.unpause("web")
    story.probe("web")
    #expect(story.told("web").last == "health healthy")
  }

  // MARK: Seconds

  @Test func secondsGrowOnlyUpToWhatIsConfirmed() {
    var story = watched()
    story.wait(10)
    story.probe("web")
    #expect(abs(story.healthSeconds("web", .starting) - 10) < 0.1)
    story.wait(20)
    #expect(story.healthSeconds("web", .healthy) < 0.1)
    story.list()
    #expect(abs(story.healthSeconds("web", .healthy) - 20) < 0.2)
    story.stop("web")
    story.waitListing(60)
    #expect(abs(story.healthSeconds("web", .healthy) - 20) < 0.2)
  }

  @Test func gapIsCreditedWhenTheValueIsTheSameAfterwards() {
    var story = watched()
    story.probe("web")
    story.wait(10)
    story.list()
    story.disconnect()
    story.wait(100)
    #expect(abs(story.healthSeconds("web", .healthy) - 10) < 0.2)
    story.connect()
    #expect(abs(story.healthSeconds("web", .healthy) - 110) < 0.5)
  }

  @Test func gapIsCreditedToNobodyWhenTheValueChanged() {
    var story = watched(retries: 1)
    story.probe("web")
    story.wait(10)
    story.list()
    story.disconnect()
    story.wait(50)
    story.probe("web", code: 1)
    story.wait(50)
    story.connect()
    #expect(abs(story.healthSeconds("web", .healthy) - 10) < 0.2)
    #expect(story.healthSeconds("web", .unhealthy) < 0.2)
    story.wait(30)
    story.list()
    #expect(abs(story.healthSeconds("web", .unhealthy) - 30) < 0.5)
    #expect(story.told("web").last == "~health unhealthy")
  }

  // MARK: Flapping

  /// Changes between healthy and unhealthy, `apart` seconds from one to the next.
  private func flap(_ story: inout Story, _ changes: Int, apart: Double) {
    for number in 0..<changes {
      story.wait(apart)
      story.probe("web", code: number.isMultiple(of: 2) ? 1 : 0)
    }
  }

  @Test func fourChangesWithinAQuarterOfAnHourBeginAnEpisode() {
    var story = watched(retries: 1)
    story.probe("web")
    flap(&story, 3, apart: 60)
    #expect(story.view("web")?.isFlapping == false)
    story.wait(60)
    story.probe("web")
    #expect(story.view("web")?.isFlapping == true)
  }

  @Test func fourChangesInTwentyMinutesAreNone() {
    var story = watched(retries: 1)
    story.probe("web")
    flap(&story, 8, apart: 310)
    #expect(story.view("web")?.isFlapping == false)
  }

  @Test func episodeEndsWhenAtMostOneChangeIsLeftInTheWindow() {
    var story = watched(retries: 1)
    story.probe("web")
    flap(&story, 4, apart: 60)
    // The change before the last leaves the window 15 minutes after it happened, which is 14 from now.
    story.wait(835)
    #expect(story.view("web")?.isFlapping == true)
    story.wait(10)
    #expect(story.view("web")?.isFlapping == false)
  }

  @Test func episodeOutlivesARestartAndEndsWithTheContainer() {
    var story = watched(retries: 1)
    story.probe("web")
    flap(&story, 4, apart: 60)
    story.restart("web")
    #expect(story.view("web")?.isFlapping == true)
    story.remove("web")
    #expect(story.view("web")?.isFlapping == false)
  }

  @Test func changesOfTwoRunsMakeNoEpisode() {
    var story = watched(retries: 1)
    story.probe("web")
    flap(&story, 3, apart: 10)
    story.restart("web")
    story.probe("web")
    flap(&story, 2, apart: 10)
    #expect(story.view("web")?.isFlapping == false)
  }
}
