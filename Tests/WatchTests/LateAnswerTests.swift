// The same lives with answers that come at once, late, after the next events, or only at the second asking: the verdicts do not change.

import Testing
import Watch

@Suite struct LateAnswerTests {
  struct Life: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var expected: Tally
    var live: @Sendable (inout Story) -> Void
  }

  enum Answers: Sendable, CaseIterable {
    case prompt, halfASecond, fourSeconds, refusedFirst, hangingFirst, failingFirst
  }

  static let lives: [Life] = [
    Life(testDescription: "stop", expected: Tally(starts: [.new: 1], exits: [.stopped: 1])) {
      $0.run("web", policy: .always)
      $0.stop("web", code: 0)
    },
    Life(testDescription: "stop by SIGKILL", expected: Tally(starts: [.new: 1], exits: [.stopped: 1])) {
      $0.run("web", policy: .always)
      $0.stop("web", code: nil)
    },
    Life(testDescription: "kill", expected: Tally(starts: [.new: 1], exits: [.stopped: 1])) {
      $0.run("web", policy: .no)
      $0.kill("web")
    },
    Life(testDescription: "crash loop", expected: Tally(starts: [.new: 1, .policy: 4], exits: [.restarted: 4])) {
      $0.run("web", policy: .always)
      for _ in 0..<4 {
        $0.crash("web")
        $0.wait(0.9)
      }
    },
    Life(testDescription: "exhausted in a moment", expected: Tally(starts: [.new: 1, .policy: 3], exits: [.restarted: 3, .exhausted: 1])) {
      $0.run("web", policy: .onFailure(maximumRetryCount: 3))
      for _ in 0..<4 {
        $0.crash("web")
        $0.wait(0.5)
      }
    },
    Life(testDescription: "failed", expected: Tally(starts: [.new: 1], exits: [.failed: 1])) {
      $0.run("web", policy: .no)
      $0.crash("web", code: 2)
    },
    Life(testDescription: "completed", expected: Tally(starts: [.new: 1], exits: [.completed: 1])) {
      $0.run("web", policy: .onFailure(maximumRetryCount: 0))
      $0.crash("web", code: 0)
    },
    Life(testDescription: "restart", expected: Tally(starts: [.new: 1, .manual: 1], exits: [.stopped: 1])) {
      $0.run("web", policy: .always)
      $0.restart("web")
    },
    Life(testDescription: "failed, then started by hand", expected: Tally(starts: [.new: 1, .manual: 1], exits: [.failed: 1])) {
      $0.run("web", policy: .no)
      $0.wait(5)
      $0.crash("web", code: 2)
      $0.wait(0.2)
      $0.start("web")
    },
    Life(testDescription: "OOM", expected: Tally(starts: [.new: 1, .policy: 1], exits: [.restarted: 1], oomKills: 1)) {
      $0.run("web", policy: .always)
      $0.act { $0.runOutOfMemory("web", isMain: true) }
    },
    Life(testDescription: "hangup, crash", expected: Tally(starts: [.new: 1], exits: [.restartCancelled: 1])) {
      $0.run("web", policy: .unlessStopped)
      $0.kill("web", signal: 1)
      $0.wait(60)
      $0.crash("web", code: 2)
    },
    Life(testDescription: "failed restart", expected: Tally(starts: [.new: 1], exits: [.restartFailed: 1])) {
      $0.run("web", policy: .always)
      $0.engine["web"].startError = "no"
      $0.crash("web")
    },
    Life(
      testDescription: "restart during back-off",
      expected: Tally(starts: [.new: 1, .policy: 1, .manual: 1], exits: [.restarted: 1, .stopped: 1])
    ) {
      $0.run("web", policy: .always)
      $0.crash("web")
      $0.wait(1)
      $0.crash("web")
      $0.restart("web")
    },
    Life(testDescription: "stop during back-off", expected: Tally(starts: [.new: 1], exits: [.stopped: 1])) {
      $0.run("web", policy: .always)
      $0.crash("web")
      $0.stop("web")
    },
    Life(testDescription: "kill during back-off", expected: Tally(starts: [.new: 1], exits: [.stopped: 1])) {
      $0.run("web", policy: .always)
      $0.crash("web")
      $0.kill("web")
    },
    Life(testDescription: "removed by force", expected: Tally(starts: [.new: 1], exits: [.stopped: 1])) {
      $0.run("web", policy: .always)
      $0.wait(10)
      $0.remove("web")
    },
    Life(testDescription: "--rm", expected: Tally(starts: [.new: 1], exits: [.failed: 1])) {
      $0.run("web") { $0.autoRemove = true }
      $0.wait(10)
      $0.crash("web", code: 6)
    },
    Life(
      testDescription: "sick and well again",
      expected: Tally(starts: [.new: 1], exits: [.stopped: 1], health: [.starting: 1, .unhealthy: 1, .healthy: 1])
    ) {
      $0.run("web") { $0.healthcheck = check() }
      $0.wait(1)
      $0.probe("web", code: 1)
      $0.wait(1)
      $0.probe("web", code: 0)
      $0.wait(1)
      $0.stop("web")
    },
  ]

  @Test(arguments: lives, Answers.allCases) func verdictsDoNotDependOnWhenInspectAnswers(_ life: Life, _ answers: Answers) {
    for generation in [ModelEngine.Generation.old, .new] {
      var story = Story(generation: generation)
      story.impairsAnswers(answers)
      life.live(&story)
      story.wait(30)
      #expect(story.tally("web") == life.expected)
      #expect(story.abandonments.isEmpty)
    }
  }

  /// The engine answers, and before that arrives the container exits and is started by hand: the answer tells of a run that is over.
  @Test func answerThatWasOvertakenByTheNextStartMovesNoStart() throws {
    var story = Story()
    story.run("web", policy: .no)
    story.wait(5)
    let id = story.engine["web"].id
    let overtaken = try #require(story.engine.inspection(of: id))
    let requestedAt = story.uptime(at: story.engine.now)
    story.crash("web", code: 2)
    story.wait(5)
    story.start("web")
    let startedAt = try #require(story.present("web")?.startedAt)
    story.observe(.inspected(InspectAnswer(id: id, requestedAt: requestedAt, result: .found(overtaken))))
    #expect(story.present("web")?.startedAt == startedAt)
    story.wait(1300)
    #expect(story.abandonments.isEmpty, "\(story.abandonments)")
    #expect(story.tally("web") == Tally(starts: [.new: 1, .manual: 1], exits: [.failed: 1]))
  }

  /// The line was lost once more before everything had been looked at again: what the answer shows the ring of the next connect tells.
  @Test(arguments: [false, true]) func answerThatComesWhileTheLineIsLostConcludesNothing(_ isGone: Bool) {
    var story = Story()
    story.run("web", policy: .no)
    let id = story.engine["web"].id
    story.beBlind()
    story.disconnect()
    story.act { $0.exit("web", code: 143) }
    if isGone { story.act { $0.remove("web") } }
    let requestedAt = story.uptime(at: story.engine.now)
    story.wait(1)
    let result = story.engine.inspection(of: id).map { InspectAnswer.Result.found($0) } ?? .missing
    story.observe(.inspected(InspectAnswer(id: id, requestedAt: requestedAt, result: result)))
    story.wait(20)
    story.isListing = true
    story.connect(past: story.engine.ring)
    story.wait(30)
    #expect(story.told("web") == ["created", "start new", "exit failed"] + (isGone ? ["removed"] : []))
    #expect(story.abandonments.isEmpty, "\(story.abandonments)")
  }
}

extension Story {
  mutating func impairsAnswers(_ answers: LateAnswerTests.Answers) {
    switch answers {
    case .prompt: break
    case .halfASecond: answering = .after(seconds: 0.5)
    case .fourSeconds: answering = .after(seconds: 4)
    case .refusedFirst: answering = .onceThenPrompt(.refused)
    case .hangingFirst: answering = .onceThenPrompt(.hanging)
    case .failingFirst: answering = .onceThenPrompt(.failing)
    }
  }
}
