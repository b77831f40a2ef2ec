// What the book of alerts had not judged when the process was killed: the next one judges it.

import Testing
import Watch

@Suite struct UnjudgedTests {
  /// Something that happens between a connect and the first listing, when nothing is judged yet, and the alerts that must come of it.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var prepare: @Sendable (inout Story) -> Void
    var happens: @Sendable (inout Story) -> Void
    var alerts: [String]
  }

  static let cases = [
    Case(
      testDescription: "a failure", prepare: { $0.run("job") }, happens: { $0.crash("job", code: 2) }, alerts: ["ContainerExited job"]),
    Case(
      testDescription: "a failure that removes itself", prepare: { $0.run("job") { $0.autoRemove = true } },
      happens: { $0.crash("job", code: 2) }, alerts: ["ContainerExited job"]),
    Case(
      testDescription: "used-up restarts", prepare: { $0.run("db", policy: .onFailure(maximumRetryCount: 1)) },
      happens: { story in
        story.crash("db")
        story.wait(1)
        story.crash("db")
      }, alerts: ["ContainerRestartsExhausted db"]),
    Case(
      testDescription: "a failed restart", prepare: { $0.run("web", policy: .always) },
      happens: { story in
        story.engine["web"].startError = "no such file or directory"
        story.crash("web")
        story.wait(10)
      }, alerts: ["ContainerRestartFailed web"]),
    Case(
      testDescription: "a cancelled restart", prepare: { $0.run("web", policy: .unlessStopped) },
      happens: { story in
        story.kill("web", signal: 1)
        story.wait(60)
        story.crash("web", code: 5)
        story.wait(5)
      }, alerts: ["ContainerRestartFailed web"]),
    Case(
      testDescription: "a failed first start", prepare: { _ in },
      happens: { story in
        story.create("web") { $0.startError = "executable file not found in $PATH" }
        story.start("web")
        story.wait(2)
      }, alerts: ["ContainerStartFailed web"]),
    Case(
      testDescription: "a kill for memory", prepare: { $0.run("cache", policy: .always) },
      happens: { story in
        story.act { $0.runOutOfMemory("cache", isMain: true) }
        story.wait(1)
      }, alerts: ["ContainerOOMKilled cache"]),
    Case(
      testDescription: "a child's kill for memory", prepare: { $0.run("cache") },
      happens: { story in story.act { $0.runOutOfMemory("cache", isMain: false) } }, alerts: ["ContainerOOMKilled cache"]),
    Case(
      testDescription: "a crash loop", prepare: { $0.run("web", policy: .always) },
      happens: { story in
        for _ in 0..<3 {
          story.crash("web")
          story.wait(2)
        }
      }, alerts: ["ContainerCrashLooping web"]),
    Case(
      testDescription: "restarts, though few of them at a time", prepare: { $0.run("web", policy: .always) },
      happens: { story in
        for _ in 0..<5 {
          story.crash("web")
          story.wait(1200)
        }
      }, alerts: ["ContainerRestartingOften web"]),
    Case(
      testDescription: "a health check that fails", prepare: { $0.run("web") { $0.healthcheck = check() } },
      happens: { $0.probe("web", code: 1) }, alerts: ["ContainerUnhealthy web"]),
  ]

  @Test(arguments: cases) func whatHappenedBeforeTheFirstListingIsToldByTheNextProcess(_ unjudged: Case) {
    var story = Story()
    unjudged.prepare(&story)
    story.wait(20)
    story.beBlind()
    unjudged.happens(&story)
    #expect(story.firing == [])
    story.beginAgain()
    #expect(story.firing == unjudged.alerts)
    story.wait(30)
    #expect(story.sent == unjudged.alerts.map { "ops: +\($0)" })
    story.expectKept()
  }

  /// The same words as of one that lived on: with what Docker said, and what the verdict rests on.
  @Test(arguments: cases) func itIsToldInTheSameWords(_ unjudged: Case) {
    var (one, other) = (Story(), Story())
    func play(_ story: inout Story, _ turn: (inout Story) -> Void) -> [AlertAnnotations] {
      unjudged.prepare(&story)
      story.wait(20)
      story.beBlind()
      unjudged.happens(&story)
      turn(&story)
      return story.book.firing.map(\.annotations)
    }
    let lived = play(&one) { story in
      story.isListing = true
      story.list()
    }
    let read = play(&other) { $0.beginAgain() }
    #expect(lived.map(\.summary) == read.map(\.summary))
    #expect(lived == read)
  }

  @Test func whatTheEngineLeftDownIsToldThoughTheGraceWasNotOver() {
    var story = Story(generation: .new)
    story.run("web", policy: .unlessStopped)
    story.wait(60)
    story.disconnect(.broken)
    story.failToConnect()
    story.engine.stop("web", code: 143)
    story.engine["web"].status = .exited
    let past = story.engine.outbox
    story.connect(restarted: true, past: past)
    story.wait(30)
    story.beginAgain()
    story.wait(25)
    #expect(story.firing == [])
    story.wait(10)
    #expect(story.firing == ["ContainerNotRestored web"])
  }

  @Test func whatIsStuckStartingIsToldInTime() {
    var story = Story()
    // 10 + (1 + 1) × 4 + 30 = 48 s.
    story.run("web") {
      $0.healthcheck = Healthcheck(interval: Story.second, timeout: Story.second, startPeriod: 10 * Story.second, retries: 3)
    }
    for _ in 0..<4 {
      story.wait(11)
      story.beginAgain()
      #expect(story.firing == [])
    }
    story.wait(6)
    #expect(story.firing == ["ContainerHealthStuckStarting web"])
  }

  /// What ended the alert was written down before it could be judged.
  @Test func whatStartedAgainBeforeTheFirstListingIsResolved() {
    var story = Story()
    story.run("job") { $0.autoRemove = true }
    story.crash("job", code: 2)
    story.wait(6)
    story.beBlind()
    story.run("job") { $0.autoRemove = true }
    story.crash("job", code: 0)
    story.beginAgain()
    #expect(story.firing == [])
    story.wait(61)
    #expect(story.sent == ["ops: +ContainerExited job", "ops: -ContainerExited job"])
  }
}
