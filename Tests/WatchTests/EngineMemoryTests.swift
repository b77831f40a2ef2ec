// What one run of the engine must not be blamed for by what happened in another.

import Testing
import Watch

@Suite struct EngineMemoryTests {
  /// The restart manager that a signal cancels is the engine's own, and gone with it.
  @Test func aSignalOfAnEarlierRunOfTheEngineCancelsNoRestart() {
    var story = Story()
    story.run("web", policy: .always)
    story.act { $0.kill("web", signal: 15) }
    story.restartEngine(liveRestore: true) { $0["web"].isCancelled = false }
    story.wait(30)
    story.crash("web")
    story.wait(5)
    #expect(story.exits("web") == [.restarted: 1])
    #expect(story.told("web").last == "start policy")
  }

  /// It stays down; not because of that signal.
  @Test func aSignalOfAnEarlierRunOfTheEngineIsNoEvidence() {
    var story = Story()
    story.run("web", policy: .always)
    story.act { $0.kill("web", signal: 15) }
    story.restartEngine(liveRestore: true) { $0["web"].policy = .no }
    story.wait(30)
    story.engine["web"].policy = .always
    story.act(settling: 0) { engine in
      engine["web"].policy = .no
      engine.exit("web", code: 1)
      engine["web"].policy = .always
    }
    story.wait(10)
    #expect(story.exits("web") == [.unknown: 1])
  }

  /// That mark is on disk: `unless-stopped` stays down for it under the next engine too.
  @Test func theMarkOfUnlessStoppedOutlivesTheEngine() {
    var story = Story()
    story.run("web", policy: .unlessStopped)
    story.act { $0.kill("web", signal: 1) }
    story.restartEngine(liveRestore: true) { $0["web"].isCancelled = false }
    story.wait(30)
    story.crash("web")
    story.wait(10)
    #expect(story.exits("web") == [.restartCancelled: 1])
  }

  /// The stop is of a later run, whose start and exit the ring has lost.
  @Test func aStopOfALaterRunEndsNoBackOff() {
    var story = Story()
    story.run("web", policy: .always)
    story.wait(1)
    story.crash("web")
    story.disconnect()
    story.wait(20)
    story.act { $0.stop("web", code: 0) }
    let past = story.engine.ring.filter { $0.action == .stop }
    story.connect(past: past)
    story.wait(20)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 1], exits: [.restarted: 1, .stopped: 1]))
  }

  /// Its events wait for an inspect that an engine going down no longer answers.
  @Test func heldEventsAreJudgedByWhatTheEngineDidMeanwhile() {
    var story = Story()
    story.answering = .refused
    story.act { $0.create("web") { $0.policy = .no } }
    story.act { $0.start("web") }
    story.act { $0.stop("web", code: 143, by: .shutdown) }
    story.restartEngine { _ in }
    story.wait(30)
    #expect(story.exits("web") == [.engineShutdown: 1])
  }

  /// Under live-restore its RestartCount stays, and says nothing new.
  @Test func aContainerThatLivedOnWasNotRestarted() {
    var story = Story()
    story.run("web", policy: .always)
    for _ in 0..<3 {
      story.crash("web")
      story.wait(3)
    }
    story.wait(60)
    story.list()
    let before = story.tally("web")
    story.restartEngine(liveRestore: true) { _ in }
    story.wait(30)
    story.list()
    #expect(story.tally("web") == before)
  }

  /// It ended while the engine was away and was brought back at boot; what it had been restarted before is not counted anew.
  @Test func onlyTheRiseOfRestartCountIsCounted() {
    var story = Story()
    story.run("web", policy: .always)
    for _ in 0..<3 {
      story.crash("web")
      story.wait(3)
    }
    story.wait(60)
    story.list()
    let before = story.tally("web")
    story.restartEngine(liveRestore: true) { engine in
      engine["web"].policy = .no
      engine.exit("web", code: 4)
      engine["web"].policy = .always
      let count = engine["web"].restartCount
      engine.start("web")
      engine["web"].restartCount = count
      engine.ring.removeAll()
    }
    story.wait(30)
    story.list()
    let after = story.tally("web")
    #expect((after?.starts[.policy] ?? 0) == (before?.starts[.policy] ?? 0))
    #expect((after?.starts[.engine] ?? 0) == 1)
  }

  @Test func aRestartAfterItHadLivedOnIsThePolicys() {
    var story = Story()
    story.run("web", policy: .always)
    for _ in 0..<3 {
      story.crash("web")
      story.wait(3)
    }
    story.wait(60)
    story.list()
    story.restartEngine(liveRestore: true) { engine in
      engine.exit("web", code: 4)
      engine.tick(5_000_000_000)
      engine.restartDue()
      engine.ring.removeAll()
    }
    story.wait(30)
    story.list()
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 4], exits: [.restarted: 4]))
  }
}
