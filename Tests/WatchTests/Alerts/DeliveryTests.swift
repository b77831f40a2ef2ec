// What the alerts make of deliveries: what was not told is told, and only what was told is resolved.

import Testing
import Watch

@Suite struct DeliveryTests {
  private func failing(_ receiving: Receiving, webhooks: [WebhookRoute] = [WebhookRoute(name: "ops")]) -> Story {
    var story = Story(alerts: .told(webhooks: webhooks))
    story.receiving = receiving
    story.run("a")
    story.run("b")
    story.crash("a")
    story.wait(6)
    return story
  }

  @Test func resolutionOfWhatIsOnItsWayIsQueuedBehindIt() {
    var story = failing(.never)
    story.start("a")
    story.wait(61)
    #expect(story.queue.map(\.words) == ["ops: +ContainerExited a", "ops: -ContainerExited a"])
    story.expectKept()
    story.settle(.delivered)
    story.settle(.delivered)
    story.wait(300)
    #expect(story.sent.count == 2)
    #expect(story.book.state.tellings == [])
    #expect(story.book.state.alerts == [])
    story.expectKept()
  }

  @Test(arguments: [DeliveryResult.rejected, .expired, .dropped])
  func resolutionOfWhatNeverArrivedIsNotSent(_ failure: DeliveryResult) throws {
    var story = failing(.never)
    story.start("a")
    story.wait(61)
    let fingerprint = try #require(story.queue.first?.alerts.first?.fingerprint)
    story.settle(failure)
    #expect(!story.book.isTold(fingerprint, webhook: "ops"))
    #expect(story.queue[0].droppingUntold { story.book.isTold($0, webhook: "ops") } == nil)
    story.settle(.superseded)
    story.wait(300)
    #expect(!story.sent.dropFirst(2).contains { $0.contains("ContainerExited") })
    #expect(story.book.state.alerts.allSatisfy { $0.alert.name == .dogwatchDeliveryFailing })
    story.expectKept()
  }

  @Test func resolutionOfWhatArrivedIsKeptWhenItsTurnComes() throws {
    var story = failing(.never)
    story.start("a")
    story.wait(61)
    story.settle(.delivered)
    #expect(story.queue[0].droppingUntold { story.book.isTold($0, webhook: "ops") } == story.queue[0])
  }

  @Test func whatNeverArrivedIsToldAgain() {
    var story = failing(.at(once: .rejected))
    #expect(story.sent == ["ops: +ContainerExited a"])
    story.receiving = .at(once: .delivered)
    story.wait(61)
    #expect(story.sent == ["ops: +ContainerExited a", "ops: +ContainerExited a"])
    story.wait(600)
    #expect(story.sent.count == 2)
  }

  @Test func resolutionThatNeverArrivedIsToldAgain() {
    var story = failing(.at(once: .delivered))
    story.receiving = .at(once: .expired)
    story.start("a")
    story.wait(61)
    #expect(story.sent.last == "ops: -ContainerExited a")
    story.receiving = .at(once: .delivered)
    story.wait(61)
    #expect(story.sent.filter { $0 == "ops: -ContainerExited a" }.count == 2)
    story.wait(600)
    #expect(story.sent.filter { $0 == "ops: -ContainerExited a" }.count == 2)
    story.expectKept()
  }

  /// A receiver that is down for a day, while the first in its queue expires every six hours.
  @Test func aDaysOutageEndsWithWhatIsTrueAndLosesNoResolution() {
    var story = Story()
    story.receiving = .queued
    for name in ["known", "brief", "lasting"] { story.run(name) { $0.healthcheck = check() } }
    story.probe("known", code: 1)
    story.wait(10)
    story.attempt { _ in .delivered }
    #expect(story.delivered.map(\.words) == ["ops: +ContainerUnhealthy known"])
    story.probe("known", code: 0)
    for hour in 1...24 {
      story.probe("brief", code: 1)
      story.wait(600)
      story.probe("brief", code: 0)
      if hour == 20 { story.probe("lasting", code: 1) }
      story.wait(3000)
      if hour.isMultiple(of: 6) { story.attempt { _ in .expired } }
    }
    #expect(story.delivered.count == 1)
    for _ in 0..<10 {
      story.attempt { _ in .delivered }
      story.wait(120)
    }
    let after = story.delivered.dropFirst()
    #expect(after.count <= 3, "\(after.map(\.words))")
    #expect(after.last?.firing.map(\.labels.name) == ["lasting"])
    #expect(after.flatMap(\.resolved).filter { $0.labels.name == "known" }.count == 1)
    #expect(story.believes("ops").count == 1)
    #expect(story.resolvedUntold == [])
    story.expectKept()
  }

  @Test func whatIsOnItsWayIsNotQueuedTwice() {
    var story = failing(.never)
    story.wait(600)
    #expect(story.queue.count == 1)
  }

  @Test func newerNotificationKeepsTheResolutionsOfTheOneItReplaces() {
    var story = failing(.at(once: .delivered))
    story.receiving = .never
    story.start("a")
    story.wait(61)
    story.crash("b")
    story.wait(61)
    #expect(story.queue.map(\.words) == ["ops: -ContainerExited a", "ops: +ContainerExited b"])
    #expect(story.queue[1].superseding(story.queue[0]).words == "ops: +ContainerExited b -ContainerExited a")
  }

  @Test func whatFiresAgainIsNoResolutionAnyMore() {
    var story = failing(.at(once: .delivered))
    story.receiving = .never
    story.start("a")
    story.wait(61)
    story.crash("a")
    story.wait(61)
    #expect(story.queue[1].superseding(story.queue[0]).words == "ops: +ContainerExited a")
  }

  @Test func whatWasReplacedBeforeItWasToldAndIsQuietNowIsToldLater() {
    var story = failing(.queued)
    story.run("web", policy: .always) { $0.healthcheck = check() }
    story.probe("web", code: 1)
    story.wait(61)
    // The unhealthy one waits behind the first; the crash loop takes its place.
    for _ in 0..<3 {
      story.crash("web")
      story.wait(3)
    }
    story.probe("web", code: 1)
    story.wait(60)
    for _ in 0..<3 { story.attempt { _ in .delivered } }
    #expect(story.believes("ops") == ["ContainerExited a", "ContainerCrashLooping web"])
    story.wait(700)
    story.attempt { _ in .delivered }
    #expect(story.believes("ops") == ["ContainerExited a", "ContainerUnhealthy web"])
  }

  /// That its first beginning arrives says nothing of the second: the first one's end is on its way.
  @Test func whatBeganAgainWhileItsFirstBeginningWaitedIsTold() {
    var story = failing(.queued)
    story.start("a")
    story.wait(61)
    story.crash("a")
    for _ in 0..<2 { story.attempt { _ in .delivered } }
    #expect(story.believes("ops") == [])
    story.wait(61)
    story.attempt { _ in .delivered }
    #expect(story.believes("ops") == ["ContainerExited a"])
  }

  /// The news was that something else had begun, and it has ended before it could be told.
  @Test func whatIsKnownIsNotSaidAgainWhenItsNewsIsNoneAnyMore() {
    var story = failing(.queued)
    story.crash("b")
    story.wait(61)
    story.start("b")
    story.wait(61)
    for _ in 0..<3 { story.attempt { _ in .delivered } }
    #expect(story.delivered.map(\.words) == ["ops: +ContainerExited a"])
    #expect(story.book.state.alerts.count == 1)
    story.expectKept()
  }

  @Test func whatEndedAndBeganAgainBeforeItsEndWasSaidIsRepeatedInTime() {
    var story = Story(alerts: .told())
    story.receiving = .never
    story.run("web") { $0.healthcheck = check() }
    story.probe("web", code: 1)
    story.wait(20)
    story.probe("web")
    story.settle(.delivered)
    story.probe("web", code: 1)
    story.wait(60)
    #expect(story.sent == ["ops: +ContainerUnhealthy web"])
    story.wait(4 * 3600)
    #expect(story.sent == ["ops: +ContainerUnhealthy web", "ops: +ContainerUnhealthy web"])
  }

  /// Whatever fails and however long notifications wait: in the end each webhook believes what is true, nothing is left over, and nobody heard of an
  /// end whose beginning did not arrive.
  @Test(arguments: 1...30 as ClosedRange<UInt64>) func inTheEndEveryWebhookKnowsWhatFires(seed: UInt64) {
    var random = RandomAlerts(seed: seed, receiving: .queued)
    for _ in 0..<80 { random.step() }
    var story = random.story
    for _ in 0..<20 {
      story.attempt { _ in .delivered }
      story.wait(65)
    }
    let firing = Set(story.book.firing.filter { $0.name != .dogwatchDeliveryFailing }.map(\.words))
    #expect(story.believes("ops").filter { !$0.hasPrefix("Dogwatch") } == firing)
    #expect(story.resolvedUntold == [])
    #expect(story.saidAgain == [])
    #expect(story.book.state.alerts.allSatisfy { $0.phase == .firing })
    #expect(story.book.state.tellings.allSatisfy { $0.resolving == [] && $0.told == $0.firing })
    #expect(story.delivered.count > 5)
    story.expectKept()
  }

  // MARK: DogwatchDeliveryFailing

  private static let two = [WebhookRoute(name: "ops"), WebhookRoute(name: "chat")]

  @Test func aFailureIsToldThroughTheOtherWebhooks() {
    var story = failing(.never, webhooks: Self.two)
    story.settle(.rejected)
    #expect(story.firing == ["ContainerExited a", "DogwatchDeliveryFailing ops"])
    story.settle(.delivered)
    story.receiving = .at(once: .delivered)
    story.wait(60)
    #expect(story.sent.filter { $0.contains("DeliveryFailing") } == ["chat: +DogwatchDeliveryFailing ops +ContainerExited a"])
  }

  @Test func theAlertSaysWhyTheLastAttemptFailed() {
    var story = failing(.never, webhooks: Self.two)
    story.hear(.problem(webhook: "ops", "https://hooks.example.com answered 404: no_team"))
    story.settle(.rejected)
    let summary = "Webhook ops rejects notifications: https://hooks.example.com answered 404: no_team"
    #expect(story.lastAlert(.dogwatchDeliveryFailing)?.annotations.summary == summary)
  }

  @Test func aReasonFromBeforeADeliveryIsNoneAfterIt() {
    var story = failing(.never, webhooks: Self.two)
    story.hear(.problem(webhook: "ops", "connection refused by http://127.0.0.1:1"))
    story.settle(.delivered)
    story.hear(.waiting(webhook: "ops", since: story.arrival.time))
    story.wait(300)
    let summary = "Webhook ops has not taken a notification for over 5 m"
    #expect(story.lastAlert(.dogwatchDeliveryFailing)?.annotations.summary == summary)
  }

  @Test func aDeliveryResolvesIt() {
    var story = failing(.never, webhooks: Self.two)
    story.settle(.expired)
    story.settle(.delivered)
    story.receiving = .at(once: .delivered)
    story.wait(61)
    #expect(story.firing == ["ContainerExited a"])
    story.expectKept()
  }

  @Test func oneThatWaitsFiveMinutesIsAFailure() {
    var story = failing(.never)
    story.hear(.waiting(webhook: "ops", since: story.arrival.time))
    story.wait(299)
    #expect(story.firing == ["ContainerExited a"])
    story.wait(1)
    #expect(story.firing == ["ContainerExited a", "DogwatchDeliveryFailing ops"])
    story.hear(.waiting(webhook: "ops", since: nil))
    #expect(story.firing == ["ContainerExited a"])
  }

  @Test func aSupersededOneIsNoFailure() {
    var story = failing(.never)
    story.settle(.superseded)
    #expect(story.firing == ["ContainerExited a"])
  }

  @Test func aWebhookThatIsConfiguredNoLongerFailsNoLonger() {
    var story = failing(.at(once: .rejected), webhooks: Self.two)
    #expect(story.firing.count == 3)
    story.reconfigure(.told(webhooks: [WebhookRoute(name: "chat")]))
    #expect(story.firing == ["ContainerExited a", "DogwatchDeliveryFailing chat"])
    story.expectKept()
  }

  // MARK: The store

  @Test func storeThatCannotBeWrittenFires() {
    var story = Story()
    story.hear(.failing("disk full"))
    #expect(story.firing == ["DogwatchStoreFailing "])
    #expect(story.alert(.dogwatchStoreFailing)?.annotations.summary == "Dogwatch cannot write its state: disk full")
    story.hear(.writable)
    #expect(story.firing == [])
  }
}
