// Where two outcomes would match, the first in SPEC.md's order is given; and each reason of a start.

import Testing
import Watch

@Suite struct OutcomeTests {
  // MARK: stopped before everything but engine-shutdown

  @Test func stoppedBeforeRestarted() {
    // With a STOPSIGNAL of its own, SIGTERM leaves the restart manager alone.
    var story = Story()
    story.run("web", policy: .always) { $0.stopSignal = 3 }
    story.kill("web", signal: 15)
    story.wait(5)
    story.crash("web", code: 1)
    story.wait(2)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 1], exits: [.stopped: 1]))
    #expect(story.present("web")?.retriesUsed == 1)
  }

  @Test(arguments: [(14.0, ExitOutcome.stopped), (16.0, .restartCancelled)])
  func signalCountsForFifteenSeconds(_ seconds: Double, _ outcome: ExitOutcome) {
    var story = Story()
    story.run("web", policy: .always)
    story.kill("web", signal: 15)
    story.wait(seconds)
    story.crash("web", code: 1)
    story.wait(4)
    #expect(story.exits("web") == [outcome: 1])
  }

  @Test(arguments: [(34.0, ExitOutcome.stopped), (36.0, .restartCancelled)])
  func longerStopTimeoutCountsForLonger(_ seconds: Double, _ outcome: ExitOutcome) {
    var story = Story()
    story.run("web", policy: .always) { $0.stopTimeout = 30 }
    story.kill("web", signal: 15)
    story.wait(seconds)
    story.crash("web", code: 1)
    story.wait(4)
    #expect(story.exits("web") == [outcome: 1])
  }

  @Test func stoppedBeforeRestartFailed() {
    var story = Story()
    story.run("web", policy: .always) { $0.stopSignal = 3 }
    story.engine["web"].startError = "no"
    story.kill("web", signal: 2)
    story.crash("web", code: 1)
    story.wait(10)
    #expect(story.exits("web") == [.stopped: 1])
  }

  @Test func stoppedBeforeExhausted() {
    var story = Story()
    story.run("web", policy: .onFailure(maximumRetryCount: 1))
    story.crash("web")
    story.wait(1)
    story.stop("web", code: 143)
    story.wait(4)
    #expect(story.exits("web") == [.restarted: 1, .stopped: 1])
  }

  @Test func stoppedBeforeRestartCancelled() {
    var story = Story()
    story.run("web", policy: .unlessStopped)
    story.kill("web", signal: 1)
    story.wait(60)
    story.stop("web", code: 0)
    #expect(story.exits("web") == [.stopped: 1])
    #expect(story.lastExit("web")?.signal == 15)
  }

  @Test(arguments: [0, 143, 1]) func stoppedBeforeCompletedAndFailed(_ code: Int) {
    var story = Story()
    story.run("job", policy: .no)
    story.stop("job", code: code)
    #expect(story.exits("job") == [.stopped: 1])
  }

  // MARK: The others

  @Test func restartedBeforeExhausted() {
    var story = Story()
    story.run("web", policy: .onFailure(maximumRetryCount: 1))
    story.crash("web")
    story.wait(1)
    #expect(story.exits("web") == [.restarted: 1])
    #expect(story.present("web")?.retriesUsed == 1)
  }

  @Test func restartFailedBeforeExhausted() {
    var story = Story()
    story.run("web", policy: .onFailure(maximumRetryCount: 1))
    story.engine["web"].startError = "no"
    story.crash("web")
    story.wait(10)
    #expect(story.exits("web") == [.restartFailed: 1])
    #expect(story.present("web")?.retriesUsed == 1)
  }

  @Test func exhaustedBeforeRestartCancelled() {
    var story = Story()
    story.run("web", policy: .onFailure(maximumRetryCount: 1))
    story.crash("web")
    story.wait(1)
    story.kill("web", signal: 1)
    story.wait(60)
    story.crash("web")
    story.wait(4)
    #expect(story.exits("web") == [.restarted: 1, .exhausted: 1])
  }

  @Test func cancelledOnlyWhereThePolicyWouldHaveActed() {
    var story = Story()
    story.run("good", policy: .onFailure(maximumRetryCount: 3))
    story.run("bad", policy: .no)
    story.kill("good", signal: 1)
    story.kill("bad", signal: 1)
    story.wait(60)
    story.crash("good", code: 0)
    story.crash("bad", code: 1)
    story.wait(4)
    #expect(story.exits("good") == [.completed: 1])
    #expect(story.exits("bad") == [.failed: 1])
  }

  @Test func unexplainedIsUnknown() {
    var story = Story()
    story.run("web", policy: .always)
    story.engine["web"].isCancelled = true
    story.crash("web", code: 1)
    #expect(story.exits("web") == [:])
    story.wait(4)
    #expect(story.exits("web") == [.unknown: 1])
    #expect(story.evidence("web") == ["policy always should have restarted it and did not", "exit code 1"])
  }

  @Test func gaugesChangeAtOnceAndCountersWhenDecided() {
    var story = Story()
    story.run("web", policy: .unlessStopped)
    story.kill("web", signal: 1)
    story.wait(100)
    story.act(settling: 0) { $0.exit("web", code: 9) }
    #expect(story.present("web")?.lastExit?.code == 9)
    #expect(story.present("web")?.state == .exited)
    #expect(story.exits("web") == [:])
    let died = story.engine.now
    story.wait(5)
    #expect(story.exits("web") == [.restartCancelled: 1])
    #expect(story.transitions.last?.time == died)
  }

  // MARK: Reasons of a start

  @Test func everyReason() {
    var story = Story()
    story.run("web", policy: .always)
    #expect(story.starts("web") == [.new: 1])
    story.crash("web")
    story.wait(1)
    #expect(story.starts("web") == [.new: 1, .policy: 1])
    story.restart("web")
    #expect(story.starts("web") == [.new: 1, .policy: 1, .manual: 1])
    story.disconnect(.ended)
    story.failToConnect()
    story.wait(5)
    story.engine.ring.removeAll()
    story.engine.stop("web", code: 143)
    story.engine.start("web")
    story.connect(restarted: true, past: story.engine.ring)
    #expect(story.starts("web") == [.new: 1, .policy: 1, .manual: 1, .engine: 1])
    story.stop("web")
    story.start("web")
    #expect(story.starts("web") == [.new: 1, .policy: 1, .manual: 2, .engine: 1])
  }

  @Test func startOfOneThatNobodyCouldAskForIsUnknownAfterAnExit() {
    var story = Story()
    story.answering = .failing
    story.run("web", policy: .always)
    story.wait(40)
    story.act { $0.exit("web", code: 1) }
    story.wait(1)
    #expect(story.starts("web") == [.new: 1, .unknown: 1])
    #expect(story.exits("web") == [.unknown: 1])
  }

  @Test func updatedPolicyHoldsFromThenOn() {
    var story = Story()
    story.run("web", policy: .no)
    story.act { engine in
      engine["web"].policy = .always
      engine.emit(.update, engine["web"])
    }
    story.crash("web")
    story.wait(1)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 1], exits: [.restarted: 1]))
    #expect(story.present("web")?.restartPolicy == .always)
  }

  /// Inspect failed until its events were taken as they are, so RestartCount before its last exit is not known.
  @Test func anExitThatThePolicyLeavesIsNoEndOfABackOff() {
    var story = Story()
    story.answering = .failing
    story.run("job", policy: .onFailure(maximumRetryCount: 0))
    story.crash("job")
    story.wait(1)
    story.crash("job", code: 0)
    story.wait(25)
    story.answering = .after(seconds: 0.005)
    story.wait(10)
    #expect(story.exits("job") == [.unknown: 1, .completed: 1])
  }
}
