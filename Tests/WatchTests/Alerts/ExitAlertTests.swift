// Alerts about exits and restarts: when they fire, and what ends them.

import Testing
import Watch

@Suite struct ExitAlertTests {
  @Test func failureFiresAndAStartResolves() {
    var story = Story()
    story.run("job")
    story.wait(4)
    story.crash("job", code: 3)
    #expect(story.firing == ["ContainerExited job"])
    story.wait(10)
    story.start("job")
    #expect(story.firing == [])
    story.wait(61)
    #expect(story.sent == ["ops: +ContainerExited job", "ops: -ContainerExited job"])
    story.expectKept()
  }

  @Test func removalByAPersonResolvesAFailure() {
    var story = Story()
    story.run("job")
    story.crash("job", code: 3)
    story.remove("job")
    #expect(story.firing == [])
  }

  @Test func aFailureThatRemovedItselfIsToldForTenMinutes() {
    var story = Story()
    story.run("job") { $0.autoRemove = true }
    story.wait(1)
    story.crash("job", code: 6)
    story.wait(5)
    #expect(story.firing == ["ContainerExited job"])
    #expect(story.lastAlert(.containerExited)?.annotations.summary == "job exited 6 after 1 s and removed itself (--rm)")
    story.expectKept()
    story.wait(590)
    #expect(story.firing == ["ContainerExited job"])
    story.wait(10)
    #expect(story.firing == [])
  }

  @Test func unexplainedExitFires() {
    var story = Story()
    story.run("web", policy: .unlessStopped)
    story.engine[("web")].isMarkedStopped = true
    story.crash("web", code: 5)
    story.wait(5)
    #expect(story.lastExit("web")?.outcome == .unknown)
    #expect(story.firing == ["ContainerExited web"])
  }

  @Test func usedUpRestartsFireUntilItStarts() {
    var story = Story()
    story.run("db", policy: .onFailure(maximumRetryCount: 3))
    for _ in 0..<4 {
      story.wait(4)
      story.crash("db")
      story.wait(2)
    }
    #expect(story.firing.contains("ContainerRestartsExhausted db"))
    story.start("db")
    #expect(!story.firing.contains("ContainerRestartsExhausted db"))
  }

  @Test func failedRestartFires() {
    var story = Story()
    story.run("web", policy: .always)
    story.engine["web"].startError = "no such file or directory"
    story.crash("web")
    story.wait(10)
    #expect(story.firing == ["ContainerRestartFailed web"])
    story.remove("web")
    #expect(story.firing == [])
  }

  @Test func cancelledRestartFires() {
    var story = Story()
    story.run("web", policy: .unlessStopped)
    story.kill("web", signal: 1)
    story.wait(60)
    story.crash("web", code: 5)
    story.wait(5)
    #expect(story.firing == ["ContainerRestartFailed web"])
    story.start("web")
    #expect(story.firing == [])
  }

  @Test func failedFirstStartFires() {
    var story = Story()
    story.create("web") { $0.startError = "exec: \"nope\": executable file not found in $PATH" }
    story.start("web")
    story.wait(2)
    #expect(story.firing == ["ContainerStartFailed web"])
    story.engine["web"].startError = nil
    story.start("web")
    #expect(story.firing == [])
  }

  @Test(arguments: [false, true]) func failedStartFiresUnderTheNameItHasNow(_ hasRun: Bool) {
    var story = Story()
    if hasRun { story.run("web") } else { story.create("web") }
    story.engine["web"].startError = "port is already allocated"
    story.stop("web")
    story.start("web")
    story.wait(2)
    story.rename("web", to: "old")
    #expect(story.firing == ["ContainerStartFailed old"])
    story.engine["old"].startError = nil
    story.start("old")
    #expect(story.firing == [])
  }

  @Test func failedRestartBySomebodyFires() {
    var story = Story()
    story.run("web", policy: .always)
    story.engine["web"].startError = "port is already allocated"
    story.stop("web")
    #expect(story.firing == [])
    story.start("web")
    story.wait(2)
    #expect(story.firing == ["ContainerStartFailed web"])
    story.engine["web"].startError = nil
    story.start("web")
    #expect(story.firing == [])
  }

  @Test func crashLoopFiresAndEnds() {
    var story = Story()
    story.run("web", policy: .always)
    for _ in 0..<3 {
      story.crash("web")
      story.wait(3)
    }
    #expect(story.firing == ["ContainerCrashLooping web"])
    story.wait(601)
    #expect(story.firing == [])
  }

  @Test func restartingOftenFiresAndEndsAfterAQuietWindow() {
    var story = Story()
    story.run("web", policy: .always)
    for _ in 0..<5 {
      #expect(story.firing == [])
      story.wait(3600)
      story.crash("web")
      story.wait(5)
    }
    #expect(story.firing == ["ContainerRestartingOften web"])
    story.expectKept()
    story.wait(6 * 3600 - 60)
    #expect(story.firing == ["ContainerRestartingOften web"])
    story.wait(60)
    #expect(story.firing == [])
    story.expectKept()
  }

  @Test func restartsOfWhoIsGoneAreNotToldWhenTheEngineReturns() {
    var story = Story()
    story.run("web", policy: .always)
    story.crashNowAndThen("web", times: 5)
    story.remove("web")
    story.wait(400)
    #expect(story.firing == [])
    story.disconnect()
    story.wait(5)
    story.connect()
    story.wait(60)
    #expect(story.firing == [])
    #expect(story.alertChanges.count == 2)
  }

  @Test func restartsCountForANameThatWasGoneMeanwhile() {
    var story = Story()
    story.run("web", policy: .always)
    story.crashNowAndThen("web", times: 4)
    story.remove("web")
    story.wait(400)
    story.expectKept()
    story.run("web", policy: .always)
    story.crashNowAndThen("web", times: 1)
    #expect(story.firing == ["ContainerRestartingOften web"])
    story.remove("web")
    story.wait(6 * 3600)
    #expect(story.firing == [])
    story.expectKept()
  }

  @Test func restartsInADayAreNotOften() {
    var story = Story()
    story.run("web", policy: .always)
    for _ in 0..<10 {
      story.wait(2 * 3600)
      story.crash("web")
    }
    #expect(story.alertChanges == [])
  }

  @Test func killForMemoryFiresForTenMinutes() {
    var story = Story()
    story.run("cache", policy: .always) { $0.memoryLimit = 256 << 20 }
    story.wait(20)
    story.act { $0.runOutOfMemory("cache", isMain: true) }
    story.wait(5)
    #expect(story.firing == ["ContainerOOMKilled cache"])
    story.wait(300)
    story.act { $0.runOutOfMemory("cache", isMain: true) }
    story.wait(590)
    #expect(story.firing == ["ContainerOOMKilled cache"])
    story.wait(11)
    #expect(story.firing == [])
    #expect(story.alertChanges.count == 2)
  }

  @Test func childKilledForMemoryFires() {
    var story = Story()
    story.run("cache")
    story.act { $0.runOutOfMemory("cache", isMain: false) }
    #expect(story.firing == ["ContainerOOMKilled cache"])
  }

  /// Inspect was slow, and all of it is told at once.
  @Test func aStartBetweenTwoLooksEndsWhatFired() {
    var story = Story()
    story.run("job") { $0.autoRemove = true }
    story.crash("job", code: 2)
    #expect(story.firing == ["ContainerExited job"])
    story.answering = .after(seconds: 3)
    story.act(settling: 0) { $0.create("job") }
    story.act(settling: 0) { $0.start("job") }
    story.act(settling: 0) { $0.stop("job", code: 0) }
    story.wait(8)
    #expect(story.told("job").suffix(3) == ["created", "start new", "exit stopped"])
    #expect(story.firing == [])
  }

  /// What is told late of a container says nothing of the one that bears its name by then.
  @Test func lateNewsOfAPredecessorFireNothing() {
    var story = Story()
    story.answering = .onceThenPrompt(.after(seconds: 3))
    story.act { $0.create("first") }
    story.answering = .after(seconds: 0.005)
    story.act { $0.rename("first", to: "web") }
    story.act { $0.start("web") }
    story.act { $0.exit("web", code: 2) }
    story.remove("web")
    story.run("web")
    story.stop("web")
    story.wait(10)
    #expect(story.told("web").last == "removed")
    #expect(story.exits("web") == [.failed: 1, .stopped: 1])
    #expect(story.firing == [])
  }

  /// Recreated, and stopped before the picture is whole: that the new one started was told under compose's temporary name.
  @Test func whatFiredOfAPredecessorEndsThoughItsSuccessorIsDownToo() {
    var story = Story()
    story.run("job")
    story.crash("job", code: 2)
    #expect(story.firing == ["ContainerExited job"])
    let old = story.engine["job"].id
    let temporary = "\(old.short)_job"
    story.run(temporary) { $0.labels = ["com.docker.compose.replace": old.text] }
    story.disconnect()
    story.engine.remove("job")
    story.engine.rename(temporary, to: "job")
    story.connect()
    story.stop("job")
    story.wait(5)
    #expect(story.told("job").suffix(3) == ["~renamed from \(temporary)", "exit stopped", "~removed"])
    #expect(story.firing == [])
  }

  /// The alert bears the name: under another it is another alert.
  @Test func anExitIsToldUnderTheNewName() {
    var story = Story()
    story.run("job")
    story.crash("job", code: 2)
    story.rename("job", to: "old")
    #expect(story.firing == ["ContainerExited old"])
    story.start("old")
    #expect(story.firing == [])
  }
}
