// alerts.probeOutput false: what a probe said is nowhere, not even where it was told before.

import Testing
import Watch

@Suite struct ProbeOutputTests {
  private let secret = "password is hunter2: \"x\", " + String(repeating: "long ", count: 100)

  private func silent(_ change: (inout AlertSettings) -> Void = { _ in }) -> AlertSettings {
    .told {
      $0.showsProbeOutput = false
      change(&$0)
    }
  }

  private func unhealthy(_ alerts: AlertSettings = .told()) -> Story {
    var story = Story(alerts: alerts)
    story.run("web") { $0.healthcheck = check() }
    story.probe("web", code: 1, output: secret)
    return story
  }

  private func mentions(_ alert: Alert?) -> Bool {
    alert?.annotations.pairs.contains { $0.value.contains("hunter2") || $0.value.contains("long") } ?? false
  }

  @Test func alertThatFiresForgetsItWhenTheSettingIsSwitchedOff() throws {
    var story = unhealthy()
    #expect(mentions(story.alert(.containerUnhealthy, "web")))
    // Containers are not seen, so no rule is asked.
    story.disconnect()
    story.reconfigure(silent())
    let annotations = try #require(story.alert(.containerUnhealthy, "web")?.annotations)
    #expect(annotations.summary == "web is unhealthy: 1 probe failed")
    #expect(annotations.description.hasPrefix("Image box"))
    #expect(!mentions(story.alert(.containerUnhealthy, "web")))
    #expect(!story.book.state.alerts.contains { mentions($0.alert) })
    story.expectKept()
  }

  @Test func flappingAlertForgetsItToo() {
    var story = Story(
      alerts: .told { $0.rules[.containerHealthFlapping] = AlertRule(severity: .warning, changes: 2, window: 60 * Story.second) })
    story.run("web") { $0.healthcheck = check() }
    for code in [1, 0, 1, 0, 1] { story.probe("web", code: code, output: secret) }
    #expect(mentions(story.alert(.containerHealthFlapping, "web")))
    story.reconfigure(silent { $0.rules[.containerHealthFlapping] = AlertRule(severity: .warning, changes: 2, window: 60 * Story.second) })
    #expect(story.firing == ["ContainerHealthFlapping web", "ContainerUnhealthy web"])
    #expect(!story.book.firing.contains(where: mentions))
  }

  @Test func alertThatWaitsForgetsIt() {
    var story = unhealthy(.told { $0.rules[.containerUnhealthy] = AlertRule(severity: .critical, holdsFor: 60 * Story.second) })
    #expect(story.book.state.alerts.contains { mentions($0.alert) })
    story.reconfigure(silent { $0.rules[.containerUnhealthy] = AlertRule(severity: .critical, holdsFor: 60 * Story.second) })
    #expect(!story.book.state.alerts.contains { mentions($0.alert) })
    story.expectKept()
  }

  @Test func alertOfAnEarlierProcessForgetsIt() {
    var story = unhealthy()
    story.replaceBook(silent())
    #expect(story.firing == ["ContainerUnhealthy web"])
    #expect(!mentions(story.alert(.containerUnhealthy, "web")))
    story.expectKept()
  }

  @Test func resolutionDoesNotTellIt() {
    var story = unhealthy()
    story.wait(6)
    story.reconfigure(silent())
    story.probe("web")
    story.wait(61)
    #expect(story.sent == ["ops: +ContainerUnhealthy web", "ops: -ContainerUnhealthy web"])
    #expect(mentions(story.notifications.first?.alerts.first))
    #expect(!mentions(story.notifications.last?.alerts.first))
  }

  @Test func transitionsAreWithoutIt() {
    func outputs(_ story: Story) -> [String] {
      story.transitions.compactMap {
        if case .health(let change) = $0.kind, change.to == .unhealthy { change.output ?? "none" } else { nil }
      }
    }
    #expect(outputs(unhealthy()) == [secret])
    #expect(outputs(unhealthy(silent())) == ["none"])
  }

  @Test func whatTheProbeSaidIsASentenceOfItsOwn() {
    var story = Story(alerts: .told())
    story.run("web") { $0.healthcheck = check() }
    story.probe("web", code: 1, output: "connection refused")
    let said = story.alert(.containerUnhealthy, "web")
    #expect(said?.annotations.description.hasPrefix("The last probe said: connection refused. Image ") == true)
    #expect(said?.annotations.withoutProbeOutput.description.hasPrefix("Image ") == true)
  }

  @Test func notificationInTheQueueLosesItAndNothingElse() throws {
    var story = unhealthy()
    story.wait(6)
    let notification = try #require(story.notifications.first)
    var bare = notification.withoutProbeOutput
    #expect(!bare.alerts.contains(where: mentions))
    bare.alerts[0].annotations = notification.alerts[0].annotations
    #expect(bare == notification)
  }
}
