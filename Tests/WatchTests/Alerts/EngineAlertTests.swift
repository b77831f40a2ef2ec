// Alerts about the engine, and about containers while it is away.

import Testing
import Watch

@Suite struct EngineAlertTests {
  @Test func engineOutOfReachFiresAfterTwoMinutes() {
    var story = Story()
    story.disconnect()
    story.wait(119)
    story.failToConnect()
    #expect(story.firing == [])
    story.wait(1)
    #expect(story.firing == ["EngineUnreachable "])
    #expect(story.alert(.engineUnreachable)?.labels.host == "box")
    story.wait(6)
    story.connect()
    #expect(story.firing == [])
    story.wait(61)
    #expect(story.sent == ["ops: +EngineUnreachable ", "ops: -EngineUnreachable "])
    story.expectKept()
  }

  @Test func engineNeverReachedFires() {
    var story = Story(isConnected: false)
    story.failToConnect()
    story.wait(121)
    #expect(story.firing == ["EngineUnreachable "])
    #expect(story.alert(.engineUnreachable)?.labels.host == "localhost")
  }

  @Test func manyShortInterruptionsAreNone() {
    var story = Story()
    for _ in 0..<10 {
      story.disconnect()
      story.wait(60)
      story.connect(isContinuous: true)
    }
    #expect(story.alertChanges == [])
  }

  @Test func nothingAboutContainersEndsWhileTheEngineIsAway() {
    var story = Story()
    story.run("web", policy: .always) { $0.healthcheck = check() }
    story.probe("web", code: 1)
    story.run("cache")
    story.act { $0.runOutOfMemory("cache", isMain: false) }
    story.disconnect()
    story.wait(1000)
    #expect(story.firing.filter { $0 != "EngineUnreachable " } == ["ContainerOOMKilled cache", "ContainerUnhealthy web"])
    // Healthy again meanwhile: found when the engine is back.
    story.engine["web"].health = HealthReport(status: .healthy)
    story.connect()
    #expect(story.firing == [])
  }

  @Test func nothingAboutContainersFiresWhileTheEngineIsAway() {
    var story = Story()
    story.run("web") { $0.healthcheck = check(retries: 3) }
    story.wait(30)
    story.disconnect()
    story.wait(100)
    #expect(story.alertChanges == [])
    story.connect()
    #expect(story.firing == ["ContainerHealthStuckStarting web"])
  }

  @Test func failureFoundAfterAGapFires() {
    var story = Story()
    story.run("job")
    story.wait(10)
    story.disconnect()
    story.engine.exit("job", code: 3)
    story.wait(10)
    story.connect()
    #expect(story.firing == ["ContainerExited job"])
  }

  // MARK: After an engine start

  /// dockerd is killed, its containers live on, and at its boot it stops them and leaves those under unless-stopped.
  private func afterCleanUp(_ policy: RestartPolicy) -> Story {
    var story = Story(generation: .new)
    story.run("web", policy: policy)
    story.wait(60)
    story.disconnect(.broken)
    story.failToConnect()
    story.wait(10)
    story.engine.outbox.removeAll()
    story.engine.stop("web", code: 143)
    story.engine["web"].restartAt = nil
    story.engine["web"].status = .exited
    let past = story.engine.outbox
    story.connect(restarted: true, past: past)
    return story
  }

  @Test func containerThatTheEngineLeavesDownFiresAfterAMinute() {
    var story = afterCleanUp(.unlessStopped)
    #expect(story.lastExit("web")?.outcome == .engineShutdown)
    story.wait(59)
    #expect(story.firing == [])
    story.wait(2)
    #expect(story.firing == ["ContainerNotRestored web"])
    story.expectKept()
    story.start("web")
    #expect(story.firing == [])
  }

  @Test func containerThatComesBackInTimeIsNone() {
    var story = afterCleanUp(.always)
    story.wait(30)
    story.start("web")
    story.wait(60)
    #expect(story.alertChanges == [])
  }

  @Test func containerWithoutPolicyIsNotMissed() {
    var story = afterCleanUp(.no)
    story.wait(120)
    #expect(story.alertChanges == [])
  }

  @Test func containerStoppedByAPersonBeforeIsNotMissed() {
    var story = Story(generation: .new)
    story.run("web", policy: .unlessStopped)
    story.stop("web")
    story.disconnect(.ended)
    story.failToConnect()
    story.wait(10)
    story.connect(restarted: true)
    story.wait(120)
    #expect(story.alertChanges == [])
  }

  @Test func removalEndsNotRestored() {
    var story = afterCleanUp(.unlessStopped)
    story.wait(61)
    story.remove("web")
    #expect(story.firing == [])
  }
}
