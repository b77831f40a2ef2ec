// Alerts over a restart of Dogwatch: nothing told is told again, what ended meanwhile is resolved, what began fires.

import Testing
import Watch

@Suite struct RestartOfDogwatchTests {
  private func unhealthy() -> Story {
    var story = Story()
    story.run("web") { $0.healthcheck = check() }
    story.probe("web", code: 1)
    story.wait(6)
    return story
  }

  @Test func nothingToldIsToldAgain() {
    var story = unhealthy()
    story.replaceBook()
    story.wait(3600)
    #expect(story.firing == ["ContainerUnhealthy web"])
    #expect(story.sent == ["ops: +ContainerUnhealthy web"])
    story.expectKept()
  }

  @Test func repeatsKeepTheirRhythm() {
    var story = unhealthy()
    story.wait(3 * 3600)
    story.replaceBook()
    story.wait(3600 - 120)
    #expect(story.sent.count == 1)
    story.wait(240)
    #expect(story.sent.count == 2)
  }

  @Test func whatEndedMeanwhileIsResolved() {
    var story = unhealthy()
    story.disconnect()
    story.engine["web"].health = HealthReport(status: .healthy)
    story.wait(60)
    story.replaceBook()
    story.connect()
    story.wait(61)
    #expect(story.sent == ["ops: +ContainerUnhealthy web", "ops: -ContainerUnhealthy web"])
    #expect(story.book.state.alerts == [])
    story.expectKept()
  }

  @Test func whatBeganMeanwhileFires() {
    var story = Story()
    story.run("job")
    story.disconnect()
    story.engine.exit("job", code: 2)
    story.wait(10)
    story.replaceBook()
    story.connect()
    #expect(story.firing == ["ContainerExited job"])
  }

  /// The list was answered before the stream told of the one that bore the name until then, and inspect knows nothing of that one.
  @Test func aPredecessorThatIsHeardOfLateTakesNoAlertAway() {
    var story = Story()
    story.disconnect()
    story.replaceBook()
    story.engine.create("job")
    story.engine.start("job")
    story.engine.exit("job", code: 3)
    story.engine.remove("job")
    story.engine.tick(Story.second)
    story.engine.create("job")
    story.engine.start("job")
    story.engine.exit("job", code: 4)
    let past = story.engine.ring
    story.connect()
    for event in past {
      story.observe(.past(event))
      story.wait(0.1)
    }
    #expect(story.firing == ["ContainerExited job"])
    story.wait(600)
    #expect(story.sent == ["ops: +ContainerExited job"])
    #expect(story.alert(.containerExited, "job")?.annotations.exitCode == 4)
    #expect(story.present("job")?.state == .exited)
    story.expectKept()
  }

  @Test func aWaitGoesOn() {
    var story = Story()
    story.disconnect()
    story.wait(60)
    story.replaceBook()
    story.failToConnect()
    story.wait(61)
    #expect(story.firing == ["EngineUnreachable "])
  }

  @Test func whatEndsByItselfStillDoes() {
    var story = Story()
    story.run("job") { $0.autoRemove = true }
    story.run("cache")
    story.wait(1)
    story.crash("job", code: 6)
    story.wait(5)
    story.act { $0.runOutOfMemory("cache", isMain: false) }
    story.wait(100)
    story.replaceBook()
    story.wait(400)
    #expect(story.firing == ["ContainerExited job", "ContainerOOMKilled cache"])
    story.wait(110)
    #expect(story.firing == [])
  }

  @Test func restartsAreRemembered() {
    var story = Story()
    story.run("web", policy: .always)
    for _ in 0..<4 {
      story.wait(3600)
      story.crash("web")
    }
    story.replaceBook()
    story.wait(3600)
    story.crash("web")
    story.wait(1)
    #expect(story.firing == ["ContainerRestartingOften web"])
  }

  @Test func wordsKeepTheLastExitThatAnEarlierProcessSaw() {
    var story = Story()
    story.run("web", policy: .always)
    story.run("gone", policy: .always)
    for _ in 0..<5 {
      story.wait(1200)
      story.crash("web", code: 7)
      story.crash("gone", code: 8)
      story.wait(5)
    }
    story.wait(61)
    story.remove("gone")
    story.wait(5)
    func summary(_ name: String) -> String? { story.alert(.containerRestartingOften, name)?.annotations.summary }
    let told = ["web", "gone"].map(summary)
    #expect(told[0]?.hasPrefix("web was restarted 5 times within 6 h (last exit 7 after ") == true)
    story.replaceBook()
    story.disconnect()
    story.wait(5)
    story.connect()
    story.wait(5)
    #expect(["web", "gone"].map(summary) == told)
  }

  /// What was written down by the old clock is not read by the new one, however late.
  @Test func aClockThatIsSetWhileNobodyWatchesMovesNoDeadline() {
    var story = Story()
    story.run("job") { $0.autoRemove = true }
    story.crash("job", code: 6)
    #expect(story.firing == ["ContainerExited job"])
    for jump in [-86_400, 0] as [Int64] {
      let saved = story.kill()
      story.wallAhead += jump * Story.second
      story.beginAgain(with: saved)
      story.connect()
      story.wait(10)
    }
    story.wait(600)
    #expect(story.firing == [])
  }

  @Test func undeliveredResolutionIsStillKnown() throws {
    var story = unhealthy()
    story.receiving = .never
    story.probe("web")
    story.wait(61)
    story.replaceBook()
    story.wait(300)
    #expect(story.queue.map(\.words) == ["ops: -ContainerUnhealthy web"])
    let fingerprint = try #require(story.queue[0].alerts.first?.fingerprint)
    #expect(story.book.isTold(fingerprint, webhook: "ops"))
    story.settle(.delivered)
    #expect(story.book.state.alerts == [])
    story.expectKept()
  }

  @Test func failuresOfDeliveryAndStoreLastUntilTheyEnd() {
    var story = Story()
    story.receiving = .at(once: .rejected)
    story.run("job")
    story.crash("job")
    story.wait(6)
    story.hear(.failing("read-only"))
    story.replaceBook()
    story.wait(1)
    #expect(story.firing == ["ContainerExited job", "DogwatchDeliveryFailing ops", "DogwatchStoreFailing "])
    story.receiving = .at(once: .delivered)
    story.hear(.writable)
    story.wait(120)
    #expect(story.firing == ["ContainerExited job"])
  }

  @Test func aWebhookGoneMeanwhileFailsNoLonger() {
    var story = Story(alerts: .told(webhooks: [WebhookRoute(name: "ops"), WebhookRoute(name: "chat")]))
    story.receiving = .at(once: .rejected)
    story.run("job")
    story.crash("job")
    story.wait(6)
    #expect(story.firing.count == 3)
    story.replaceBook(.told(webhooks: [WebhookRoute(name: "chat")]))
    #expect(story.firing == ["ContainerExited job", "DogwatchDeliveryFailing chat"])
    story.expectKept()
  }

  @Test func hostIsTheLastKnownUntilTheEngineTellsIts() {
    var story = Story()
    story.replaceBook()
    story.disconnect()
    #expect(story.book.host == "box")
  }

  @Test func groupingChangedMeanwhileTellsNothingAgain() {
    var story = unhealthy()
    story.replaceBook(.told { $0.groupBy = [.alertname] })
    story.wait(3600)
    #expect(story.sent.count == 1)
    story.probe("web")
    story.wait(61)
    #expect(story.sent.count == 2)
    #expect(story.notifications.last?.group.text == #"{}:{alertname="ContainerUnhealthy"}"#)
    story.expectKept()
  }

  /// Whatever happens and whenever a book is written down and read again: in the end it tells what one that lived on tells, and on the way nobody
  /// hears of an end whose beginning did not arrive.
  @Test(arguments: 1...20 as ClosedRange<UInt64>) func aBookReadAgainEndsUpTellingTheSame(seed: UInt64) {
    var (one, other) = (RandomAlerts(seed: seed), RandomAlerts(seed: seed))
    for step in 0..<60 {
      one.step()
      other.step()
      if step % 3 == Int(seed % 3) { other.story.replaceBook() }
      #expect(one.firing == other.firing, "seed \(seed), step \(step)")
    }
    for random in [one, other] {
      var story = random.story
      story.receiving = .at(once: .delivered)
      story.wait(600)
      story.expectKept()
      let alerts = story.book.firing.filter { $0.name != .dogwatchDeliveryFailing }
      #expect(alerts.allSatisfy { story.book.isTold($0.fingerprint, webhook: "ops") }, "seed \(seed)")
      #expect(story.resolvedUntold == [], "seed \(seed)")
      #expect(!story.delivered.isEmpty)
    }
  }
}
