// From alerts to notifications: waiting, grouping, repeating, as Alertmanager does it.

import Testing
import Watch

@Suite struct GroupingTests {
  /// Fails and is started again when told to.
  private func story(_ names: [String], alerts: AlertSettings = .told(), project: String? = nil) -> Story {
    var story = Story(alerts: alerts)
    for name in names {
      story.run(name) { $0.labels = project.map { ["com.docker.compose.project": $0] } ?? [:] }
    }
    return story
  }

  @Test func aNewGroupWaitsForOthers() {
    var story = story(["a", "b"])
    story.crash("a")
    story.wait(3)
    story.crash("b")
    story.wait(1)
    #expect(story.sent == [])
    story.wait(1.1)
    #expect(story.sent == ["ops: +ContainerExited b +ContainerExited a"])
  }

  @Test func laterOnesWaitForTheGroupsTick() throws {
    var story = story(["a", "b", "c"])
    story.crash("a")
    let first = story.seconds
    story.wait(200)
    story.crash("b")
    story.wait(30)
    // 5 s, then every 60 s: 185, 245.
    #expect(story.sent.count == 1)
    story.wait(30)
    #expect(story.sent.last == "ops: +ContainerExited b +ContainerExited a")
    let made = try #require(story.notifications.last).time.since(Story.beginning.advanced(by: 3600 * Story.second))
    #expect(abs(Double(made) / 1e9 - first - 245) < 0.2)
  }

  @Test func eachGroupHasItsOwnClock() {
    var story = Story()
    story.run("shop-web-1") { $0.labels = ["com.docker.compose.project": "shop"] }
    story.run("job")
    story.crash("job")
    story.wait(10)
    story.crash("shop-web-1")
    story.wait(6)
    #expect(story.sent == ["ops: +ContainerExited job", "ops: +ContainerExited shop-web-1"])
    #expect(story.notifications.map(\.group.text) == [#"{}:{host="box"}"#, #"{}:{compose_project="shop", host="box"}"#])
  }

  @Test func groupOfWhichAllHasResolvedBeginsAnew() {
    var story = story(["a"])
    story.crash("a")
    story.wait(6)
    story.start("a")
    story.wait(61)
    story.crash("a")
    story.wait(5.1)
    #expect(story.sent == ["ops: +ContainerExited a", "ops: -ContainerExited a", "ops: +ContainerExited a"])
  }

  @Test func whatResolvesBeforeItWasToldIsNeverTold() {
    var story = story(["a"])
    story.crash("a")
    story.wait(3)
    story.start("a")
    story.wait(300)
    #expect(story.sent == [])
    #expect(story.alertChanges.count == 2)
    story.expectKept()
  }

  @Test func whatFiresAgainBeforeItsResolutionIsToldIsNoNews() {
    var story = story(["a"])
    story.crash("a")
    story.wait(10)
    story.start("a")
    story.wait(10)
    story.crash("a")
    story.wait(300)
    #expect(story.sent == ["ops: +ContainerExited a"])
  }

  @Test func resolvedOnesAreListedOnceBesideWhatStillFires() {
    var story = story(["a", "b", "c"])
    story.crash("a")
    story.crash("b")
    story.wait(10)
    story.start("a")
    story.wait(60)
    story.crash("c")
    story.wait(60)
    #expect(
      story.sent == [
        "ops: +ContainerExited b +ContainerExited a", "ops: +ContainerExited b -ContainerExited a",
        "ops: +ContainerExited c +ContainerExited b",
      ])
    #expect(story.notifications.map(\.status) == [.firing, .firing, .firing])
  }

  @Test func withoutWaitAndIntervalEverythingIsToldAtOnce() {
    var story = story(["a", "b"], alerts: .told(groupWait: 0, groupInterval: 0))
    story.crash("a")
    story.crash("b")
    story.start("a")
    #expect(
      story.sent == [
        "ops: +ContainerExited a", "ops: +ContainerExited b +ContainerExited a", "ops: +ContainerExited b -ContainerExited a",
      ])
  }

  // MARK: Repeats

  private func unhealthy(_ alerts: AlertSettings = .told()) -> Story {
    var story = Story(alerts: alerts)
    story.run("web") { $0.healthcheck = check() }
    story.probe("web", code: 1)
    story.wait(6)
    return story
  }

  @Test func whatLastsIsRepeated() {
    var story = unhealthy()
    story.wait(4 * 3600 - 60)
    #expect(story.sent.count == 1)
    story.wait(120)
    #expect(story.sent == ["ops: +ContainerUnhealthy web", "ops: +ContainerUnhealthy web"])
    story.wait(4 * 3600 + 60)
    #expect(story.sent.count == 3)
  }

  @Test func momentsAloneAreNotRepeated() {
    var story = story(["job"])
    story.crash("job")
    story.wait(86_400)
    #expect(story.sent.count == 1)
  }

  @Test func momentsAreListedWhenSomethingElseIsRepeated() {
    var story = unhealthy()
    story.run("job")
    story.crash("job")
    story.wait(61)
    story.wait(4 * 3600 + 60)
    #expect(story.sent.last == "ops: +ContainerUnhealthy web +ContainerExited job")
    #expect(story.sent.count == 3)
  }

  @Test func aRuleHasItsOwnRepeatInterval() {
    var story = unhealthy(.told { $0.rules[.containerUnhealthy] = AlertRule(severity: .critical, repeatInterval: 600 * Story.second) })
    story.wait(3600)
    #expect((6...7).contains(story.sent.count))
  }

  // MARK: Who is told

  @Test func eachWebhookIsToldWhatItMatches() {
    let webhooks = [
      WebhookRoute(name: "pager", match: LabelMatch([.severity: [Glob("critical")]])),
      WebhookRoute(
        name: "web", match: LabelMatch([.name: [Glob("web-*"), Glob("www")], .composeProject: [Glob("")]]), sendsResolved: false),
    ]
    var story = Story(alerts: .told(webhooks: webhooks))
    for name in ["web-1", "db"] {
      story.run(name) { $0.healthcheck = check() }
      story.probe(name, code: 1)
    }
    story.run("www")
    story.crash("www")
    story.wait(6)
    #expect(
      story.sent == ["pager: +ContainerUnhealthy db +ContainerUnhealthy web-1", "web: +ContainerUnhealthy web-1 +ContainerExited www"])
    story.probe("web-1")
    story.probe("db")
    story.wait(61)
    #expect(story.sent.count == 3)
    #expect(story.sent.last == "pager: -ContainerUnhealthy db -ContainerUnhealthy web-1")
    #expect(story.notifications.last?.status == .resolved)
    story.expectKept()
  }

  @Test func numbersRise() {
    var story = story(["a", "b"], alerts: .told(groupWait: 0, groupInterval: 0))
    story.crash("a")
    story.crash("b")
    #expect(story.notifications.map(\.number) == [1, 2])
  }

  // MARK: Mutes

  @Test func mutedAlertsAreTrackedAndNotSentUntilTheMuteEnds() {
    let until = Story.beginning.advanced(by: (3600 + 300) * Story.second)
    let settings = AlertSettings.told { $0.mutes = [Mute(match: LabelMatch([.name: [Glob("web*")]]), until: until)] }
    var story = unhealthy(settings)
    story.wait(60)
    #expect(story.firing == ["ContainerUnhealthy web"])
    #expect(story.alert(.containerUnhealthy, "web")?.isMuted == true)
    #expect(story.sent == [])
    story.expectKept()
    story.wait(300)
    #expect(story.alert(.containerUnhealthy, "web")?.isMuted == false)
    #expect(story.sent == ["ops: +ContainerUnhealthy web"])
    story.expectKept()
  }

  @Test func whatEndsWhileMutedIsNeverTold() {
    var story = unhealthy(.told { $0.mutes = [Mute(match: LabelMatch())] })
    story.probe("web")
    story.wait(600)
    #expect(story.sent == [])
  }

  @Test func aMuteThatComesLaterDoesNotKeepAResolutionBack() {
    var story = unhealthy()
    story.reconfigure(.told { $0.mutes = [Mute(match: LabelMatch())] })
    story.wait(5 * 3600)
    #expect(story.sent.count == 1)
    story.probe("web")
    story.wait(61)
    #expect(story.sent == ["ops: +ContainerUnhealthy web", "ops: -ContainerUnhealthy web"])
  }

  // MARK: Crash loops quiet others

  private func loopingAndUnhealthy(untold: Bool) -> Story {
    var story = Story()
    story.run("web", policy: .always) { $0.healthcheck = check() }
    if !untold {
      story.probe("web", code: 1)
      story.wait(6)
    }
    for _ in 0..<3 {
      story.crash("web")
      story.wait(3)
    }
    return story
  }

  @Test func crashLoopQuietsWhatWasNotToldUntilItEnds() {
    var story = loopingAndUnhealthy(untold: true)
    story.probe("web", code: 1)
    story.wait(120)
    #expect(story.firing == ["ContainerCrashLooping web", "ContainerUnhealthy web"])
    #expect(story.alert(.containerUnhealthy, "web")?.isQuiet == true)
    #expect(story.sent == ["ops: +ContainerCrashLooping web"])
    story.expectKept()
    story.wait(600)
    #expect(story.sent.last == "ops: +ContainerUnhealthy web -ContainerCrashLooping web")
    story.expectKept()
  }

  @Test func whatCrashLoopQuietsAndEndsIsNeverTold() {
    var story = loopingAndUnhealthy(untold: true)
    story.probe("web", code: 1)
    story.wait(120)
    story.probe("web")
    story.wait(700)
    #expect(story.sent == ["ops: +ContainerCrashLooping web", "ops: -ContainerCrashLooping web"])
  }

  /// Restarts often too by then, which the crash loop keeps quiet.
  private func loopingForLong() -> Story {
    var story = Story()
    story.run("web", policy: .always)
    for _ in 0..<6 {
      story.crash("web")
      story.wait(30)
    }
    return story
  }

  @Test func whatCrashLoopQuietsIsNotToldWhenAPersonEndsIt() {
    for end in ["stop", "remove"] {
      var story = loopingForLong()
      #expect(story.firing == ["ContainerCrashLooping web", "ContainerRestartingOften web"])
      if end == "stop" { story.stop("web") } else { story.remove("web") }
      story.wait(120)
      #expect(story.sent == ["ops: +ContainerCrashLooping web", "ops: -ContainerCrashLooping web"], "\(end)")
      #expect(story.firing == [], "\(end)")
      story.expectKept()
    }
  }

  @Test func whatCrashLoopQuietsIsToldWhenTheContainerRunsAgain() {
    var story = loopingForLong()
    story.stop("web")
    story.wait(120)
    story.start("web")
    story.wait(120)
    #expect(story.sent.last == "ops: +ContainerRestartingOften web")
  }

  @Test func restartsThatWereToldOfStayToldWhenAPersonStopsTheContainer() {
    var story = Story()
    story.run("web", policy: .always)
    story.crashNowAndThen("web", times: 5)
    story.wait(61)
    #expect(story.sent == ["ops: +ContainerRestartingOften web"])
    story.stop("web")
    story.wait(300)
    #expect(story.firing == ["ContainerRestartingOften web"])
    story.expectKept()
  }

  @Test func whatWasToldBeforeTheCrashLoopStillGetsItsResolution() {
    var story = loopingAndUnhealthy(untold: false)
    story.wait(60)
    #expect(story.sent == ["ops: +ContainerUnhealthy web", "ops: +ContainerCrashLooping web"])
    story.probe("web")
    story.wait(61)
    #expect(story.sent.last == "ops: +ContainerCrashLooping web -ContainerUnhealthy web")
  }

  @Test func whatWasToldBeforeTheCrashLoopIsNotToldAgainAfterIt() {
    var story = loopingAndUnhealthy(untold: false)
    story.probe("web", code: 1)
    story.wait(800)
    #expect(
      story.sent == [
        "ops: +ContainerUnhealthy web", "ops: +ContainerCrashLooping web", "ops: +ContainerUnhealthy web -ContainerCrashLooping web",
      ])
  }
}
