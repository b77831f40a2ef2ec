// What is told of containers that go down with their engine.

import Testing
import Watch

@Suite struct EngineShutdownTests {
  /// An engine going down takes its container with it; its listeners are closed, or held by systemd.
  private func shutDown(_ answering: Story.Answering, _ story: inout Story, _ name: String = "web", code: Int? = 143) {
    story.answering = answering
    story.act(settling: 0.01) { $0.stop(name, code: code, by: .shutdown) }
  }

  @Test(arguments: [ModelEngine.Generation.old, .new]) func refusedAndThenOutOfReachIsEngineShutdown(_ generation: ModelEngine.Generation) {
    var story = Story(generation: generation)
    story.run("web", policy: .always)
    shutDown(.refused, &story)
    #expect(story.exits("web") == [:])
    #expect(story.present("web")?.state == .exited)
    #expect(story.present("web")?.lastExit?.code == 143)
    story.wait(1)
    story.disconnect(.ended)
    story.failToConnect()
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.engineShutdown: 1]))
    #expect(story.lastExit("web")?.signal == 15)
    #expect(story.evidence("web").last == "no answer, then the end of the stream")
  }

  @Test func hangingSocketOfSystemdIsEngineShutdown() {
    var story = Story()
    story.run("web", policy: .always)
    shutDown(.hanging, &story)
    story.wait(1)
    story.disconnect(.ended)
    story.wait(20)
    #expect(story.exits("web") == [:])
    story.failToConnect()
    #expect(story.exits("web") == [.engineShutdown: 1])
  }

  /// One with `--rm` is gone before anybody can know that the engine goes too.
  @Test func whatRemovesItselfWhenTheEngineTakesItDownIsEngineShutdown() {
    var story = Story()
    story.run("job", policy: .no) { $0.autoRemove = true }
    story.engine["job"].autoRemove = false
    shutDown(.refused, &story, "job")
    story.act(settling: 0.01) { $0.remove("job") }
    #expect(story.exits("job") == [:])
    story.wait(1)
    story.disconnect(.ended)
    story.failToConnect()
    #expect(story.tally("job") == Tally(starts: [.new: 1], exits: [.engineShutdown: 1]))
    #expect(story.told("job").last == "removed")
    #expect(story.present("job") == nil)
  }

  /// The engine was only late: then it was a person.
  @Test func whatRemovesItselfWhileTheEngineIsLateIsStopped() {
    var story = Story()
    story.run("job", policy: .no) { $0.autoRemove = true }
    story.engine["job"].autoRemove = false
    shutDown(.refused, &story, "job")
    story.act(settling: 0.01) { $0.remove("job") }
    story.answering = .after(seconds: 0.005)
    story.wait(2)
    #expect(story.tally("job") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
    #expect(story.told("job").last == "removed")
    #expect(story.present("job") == nil)
  }

  @Test func engineBackBeforeAnAttemptFailedIsEngineShutdown() {
    var story = Story()
    story.run("web", policy: .always)
    shutDown(.hanging, &story)
    story.disconnect(.ended)
    story.answering = .after(seconds: 0.005)
    story.connect(restarted: true)
    #expect(story.exits("web") == [.engineShutdown: 1])
  }

  /// The request waits in the socket that systemd holds.
  @Test func answerOfTheNextRunIsNoneOfTheOneThatWentDown() {
    var story = Story()
    story.run("web")
    shutDown(.after(seconds: 3), &story)
    story.disconnect(.ended)
    story.wait(4)
    #expect(story.exits("web") == [:])
    story.answering = .after(seconds: 0.005)
    story.connect(restarted: true)
    #expect(story.exits("web") == [.engineShutdown: 1])
  }

  @Test func answerThatComesAfterTheLineWasCutWaitsForTheLine() {
    var story = Story()
    story.run("web")
    story.answering = .after(seconds: 3)
    story.act(settling: 0.01) { $0.stop("web", code: 143) }
    story.disconnect(.broken)
    story.wait(4)
    story.failToConnect()
    #expect(story.exits("web") == [:])
    story.answering = .after(seconds: 0.005)
    story.connect()
    story.wait(1)
    #expect(story.exits("web") == [.stopped: 1])
  }

  @Test func fastContainerElevenSecondsBeforeTheEndWaitsForIt() {
    var story = Story()
    story.run("web", policy: .always)
    shutDown(.refused, &story)
    story.wait(11)
    #expect(story.exits("web") == [:])
    story.disconnect(.ended)
    story.failToConnect()
    #expect(story.exits("web") == [.engineShutdown: 1])
  }

  @Test func engineThatNeverEndsGetsTheVerdictAfterTheLongestStopTimeoutAndTwentySeconds() {
    var story = Story()
    story.run("slow") { $0.stopTimeout = 40 }
    story.run("web", policy: .always)
    shutDown(.refused, &story)
    story.wait(59)
    #expect(story.exits("web") == [:])
    story.wait(2)
    #expect(story.exits("web") == [.stopped: 1])
  }

  @Test func answerAfterAKillMeansStopped() {
    var story = Story()
    story.run("web", policy: .always)
    shutDown(.hanging, &story)
    story.answering = .after(seconds: 0.005)
    story.wait(7)
    #expect(story.exits("web") == [.stopped: 1])
  }

  @Test func cutLineDuringAStopIsNoShutdown() {
    var story = Story()
    story.run("web", policy: .always)
    shutDown(.refused, &story)
    story.disconnect(.broken)
    story.answering = .after(seconds: 0.005)
    story.connect()
    #expect(story.exits("web") == [.stopped: 1])
  }

  @Test func ownCrashJustBeforeTheEndIsItsOwn() {
    var story = Story()
    story.run("web")
    story.run("again", policy: .always)
    story.answering = .refused
    story.crash("web", code: 3)
    story.disconnect(.ended)
    story.failToConnect()
    #expect(story.exits("web") == [:])
    story.answering = .after(seconds: 0.005)
    story.connect(restarted: true)
    #expect(story.exits("web") == [.failed: 1])
    #expect(story.lastExit("web")?.exitCode == 3)
  }

  @Test func oneInItsBackOffGetsAStopAlone() {
    var story = Story()
    story.run("web", policy: .always)
    for _ in 0..<5 {
      story.crash("web")
      story.wait(2)
    }
    story.crash("web")
    story.answering = .refused
    story.act { $0.stop("web", by: .shutdown) }
    story.wait(1)
    story.disconnect(.ended)
    story.failToConnect()
    #expect(story.exits("web") == [.restarted: 5, .engineShutdown: 1])
  }

  @Test func manyOnesGoDownTogether() {
    var story = Story()
    for number in 0..<20 { story.run("c\(number)", policy: number.isMultiple(of: 2) ? .always : .no) }
    story.answering = .refused
    for number in 0..<20 { story.act(settling: 0.05) { $0.stop("c\(number)", code: 0, by: .shutdown) } }
    story.disconnect(.ended)
    story.failToConnect()
    for number in 0..<20 { #expect(story.tally("c\(number)") == Tally(starts: [.new: 1], exits: [.engineShutdown: 1])) }
  }
}
