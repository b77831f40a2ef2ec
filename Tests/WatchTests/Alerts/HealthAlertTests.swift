// Alerts about health: when they fire, and what ends them.

import Testing
import Watch

@Suite struct HealthAlertTests {
  /// A container with a health check that needs so many failures, healthy.
  private func healthy(
    _ name: String = "web", retries: Int = 1, alerts: AlertSettings = .told(), _ configure: (inout ModelContainer) -> Void = { _ in }
  ) -> Story {
    var story = Story(alerts: alerts)
    story.run(name, policy: .always) {
      $0.healthcheck = check(retries: retries)
      configure(&$0)
    }
    story.probe(name)
    return story
  }

  @Test func unhealthyFiresAndHealthyResolves() {
    var story = healthy()
    #expect(story.firing == [])
    story.probe("web", code: 1, output: "connection refused")
    #expect(story.firing == ["ContainerUnhealthy web"])
    #expect(story.alert(.containerUnhealthy, "web")?.labels.severity == .critical)
    story.wait(6)
    story.probe("web")
    #expect(story.firing == [])
    story.wait(61)
    #expect(story.sent == ["ops: +ContainerUnhealthy web", "ops: -ContainerUnhealthy web"])
    story.expectKept()
  }

  @Test func unhealthyAtFirstSightFires() {
    var story = Story(isConnected: false) {
      $0.create("web") { $0.healthcheck = check() }
      $0.start("web")
      $0.probe("web", code: 1)
    }
    story.connect()
    #expect(story.firing == ["ContainerUnhealthy web"])
  }

  @Test func unhealthyOutlastsARestartAPauseAndFlapping() {
    var story = healthy()
    story.probe("web", code: 1)
    story.restart("web")
    #expect(story.firing == ["ContainerUnhealthy web"])
    story.pause("web")
    story.wait(30)
    story.unpause("web")
    #expect(story.firing == ["ContainerUnhealthy web"])
    story.probe("web")
    #expect(story.firing == [])
  }

  @Test func healthyWhileFlappingDoesNotResolveUnhealthy() {
    var story = healthy()
    for code in [1, 0, 1, 0] {
      story.wait(10)
      story.probe("web", code: code)
    }
    #expect(story.view("web")?.isFlapping == true)
    story.wait(10)
    story.probe("web", code: 1)
    story.wait(10)
    story.probe("web", code: 0)
    #expect(story.firing == ["ContainerHealthFlapping web", "ContainerUnhealthy web"])
    story.wait(900)
    #expect(story.firing == [])
  }

  @Test func exitThatNoStartFollowsResolvesUnhealthyAfterTenSeconds() {
    var story = healthy()
    story.probe("web", code: 1)
    story.stop("web")
    story.wait(9)
    #expect(story.firing == ["ContainerUnhealthy web"])
    story.wait(1.5)
    #expect(story.firing == [])
  }

  @Test func removalResolvesUnhealthyAtOnce() {
    var story = healthy()
    story.probe("web", code: 1)
    story.remove("web")
    #expect(story.firing == [])
  }

  @Test func unhealthyForWaits() {
    var story = healthy(alerts: .told { $0.rules[.containerUnhealthy] = AlertRule(severity: .error, holdsFor: 60 * Story.second) })
    story.probe("web", code: 1)
    story.wait(59)
    #expect(story.firing == [])
    story.expectKept()
    story.wait(1)
    #expect(story.alert(.containerUnhealthy, "web")?.labels.severity == .error)
    story.expectKept()
  }

  @Test func aHealthyProbeMeanwhileBeginsTheWaitAnew() {
    var story = healthy { $0.labels["dogwatch.unhealthy.for"] = "1m" }
    story.probe("web", code: 1)
    story.wait(40)
    story.probe("web")
    story.probe("web", code: 1)
    story.wait(40)
    #expect(story.firing == [])
    story.wait(21)
    #expect(story.firing == ["ContainerUnhealthy web"])
  }

  @Test func flappingFiresAndEnds() {
    var story = healthy()
    for code in [1, 0, 1, 0] { story.probe("web", code: code) }
    #expect(story.firing.contains("ContainerHealthFlapping web"))
    story.wait(901)
    #expect(story.firing == [])
  }

  @Test func stuckStartingFiresAfterWhatTheCheckExplains() {
    // (1 s + 1 s) × 4 + 30 s = 38 s
    var story = Story()
    story.run("web") { $0.healthcheck = check(retries: 3) }
    story.wait(37)
    #expect(story.firing == [])
    story.wait(1.5)
    #expect(story.firing == ["ContainerHealthStuckStarting web"])
    story.probe("web")
    #expect(story.firing == [])
  }

  @Test func anExitEndsStuckStarting() {
    var story = Story()
    story.run("web") { $0.healthcheck = check(retries: 3) }
    story.wait(40)
    story.stop("web")
    #expect(story.firing == [])
  }

  @Test func labelsChangeSeverityAndWhoIsTold() {
    let settings = AlertSettings.told(webhooks: [WebhookRoute(name: "ops"), WebhookRoute(name: "dev")])
    var story = healthy(alerts: settings) {
      $0.labels["dogwatch.severity"] = "info"
      $0.labels["dogwatch.webhooks"] = "dev, nobody"
    }
    story.probe("web", code: 1)
    story.wait(6)
    #expect(story.alert(.containerUnhealthy, "web")?.labels.severity == .info)
    #expect(story.sent == ["dev: +ContainerUnhealthy web"])
  }

  @Test func aLabelThatNamesNoKnownWebhookIsNoReasonToTellNobody() {
    var story = healthy { $0.labels["dogwatch.webhooks"] = "nobody" }
    story.probe("web", code: 1)
    story.wait(6)
    #expect(story.sent == ["ops: +ContainerUnhealthy web"])
  }

  @Test func thresholdsOfTheRulesAreThoseOfTheEpisodes() {
    var settings = FleetSettings()
    let alerts = AlertSettings.told {
      $0.rules[.containerHealthFlapping] = AlertRule(severity: .warning, changes: 2, window: 60 * Story.second)
      $0.rules[.containerCrashLooping] = AlertRule(severity: .critical, window: 30 * Story.second, restarts: 2)
    }
    settings.follow(alerts)
    var story = Story(settings: settings, alerts: alerts)
    story.run("web", policy: .always) {
      $0.healthcheck = check()
      $0.labels = ["dogwatch.webhooks": "opps"]
    }
    #expect(story.labelErrors == [#"web: dogwatch.webhooks: there is no webhook "opps""#])
    for code in [0, 1, 0] { story.probe("web", code: code) }
    #expect(story.firing == ["ContainerHealthFlapping web", "ContainerUnhealthy web"])
    for _ in 0..<2 {
      story.crash("web")
      story.wait(2)
    }
    #expect(story.firing.contains("ContainerCrashLooping web"))
  }

  @Test func aLabelDisablesAnAlert() {
    var story = healthy { $0.labels["dogwatch.alerts.disable"] = "ContainerExited,ContainerUnhealthy" }
    story.probe("web", code: 1)
    story.wait(30)
    #expect(story.firing == [])
  }

  @Test func labelsThatCannotBeUsedAreSaid() {
    let story = healthy {
      $0.labels = [
        "dogwatch.severity": "awful", "dogwatch.alerts.disable": "ContainerTired", "dogwatch.unhealthy.for": "soon",
        "dogwatch.webhooks": ", ",
      ]
    }
    for label in ["dogwatch.severity", "dogwatch.alerts.disable", "dogwatch.unhealthy.for", "dogwatch.webhooks"] {
      #expect(story.labelErrors.contains { $0.contains(label) }, "\(label)")
    }
  }
}
