// A stream that is open and says nothing although something happens is declared dead; silent things are none of its faults.

import Testing
import Watch

@Suite struct SuspicionTests {
  /// What a dead stream does not say.
  static let changes: [@Sendable (inout ModelEngine) -> Void] = [
    { $0.exit("web", code: 1) },
    { $0.stop("web", code: 0) },
    { $0.restart("web") },
    { $0.pause("web") },
    { $0.rename("web", to: "www") },
    { $0.remove("web") },
    { $0.create("other") },
    { $0.probe("web", code: 1) },
  ]

  @Test(arguments: changes.indices) func deadStreamIsAbandonedAfterTenSecondsAndNotBefore(_ index: Int) {
    var story = Story()
    story.run("web", policy: .no) { $0.healthcheck = check() }
    story.probe("web")
    story.stream = .dead
    story.act { Self.changes[index](&$0) }
    story.wait(5)
    story.list()
    let noticed = story.seconds
    while story.abandonments.isEmpty, story.seconds < noticed + 60 {
      story.wait(1)
      if Int(story.seconds - noticed).isMultiple(of: 30) { story.list() }
    }
    #expect(!story.abandonments.isEmpty)
    #expect(story.seconds - noticed >= 9.9)
  }

  @Test func eventThatComesWithinTheTimeClearsIt() {
    var story = Story()
    story.run("web", policy: .no)
    story.stream = .onHold
    story.act { $0.exit("web", code: 1) }
    story.list()
    story.wait(8)
    story.release()
    story.wait(30)
    story.list()
    story.wait(30)
    #expect(story.abandonments.isEmpty)
    #expect(story.told("web") == ["created", "start new", "exit failed"])
  }

  @Test func startThatComesLateClearsIt() {
    var story = Story()
    story.run("web", policy: .always)
    story.stream = .onHold
    story.act { $0.restart("web") }
    story.list()
    story.wait(8)
    story.release()
    story.wait(30)
    story.list()
    #expect(story.abandonments.isEmpty)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .manual: 1], exits: [.stopped: 1]))
  }

  @Test func streamThatDiesDuringABackOffIsAbandoned() {
    var story = Story()
    story.run("web", policy: .always)
    story.act(settling: 0) { $0.exit("web", code: 1) }
    story.stream = .dead
    story.wait(9)
    #expect(story.abandonments.isEmpty)
    story.wait(20)
    #expect(!story.abandonments.isEmpty)
    story.disconnect(.silent)
    story.connect()
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 1], exits: [.restarted: 1]))
  }

  @Test func whatTheEngineDoesSilentlyIsNoReason() {
    var story = Story()
    for name in ["killed", "failing", "unready"] { story.create(name, policy: .always) }
    story.start("killed")
    story.start("failing")
    for _ in 0..<4 {
      story.crash("killed")
      story.wait(2)
    }
    story.crash("killed")
    story.kill("killed")
    story.engine["failing"].startError = "no"
    story.crash("failing")
    story.engine["unready"].startError = "no such file"
    story.start("unready")
    story.waitListing(200)
    #expect(story.abandonments.isEmpty)
    #expect(story.exits("killed") == [.restarted: 4, .stopped: 1])
    #expect(story.exits("failing") == [.restartFailed: 1])
    #expect(story.told("unready") == ["created", "start-failed"])
  }

  @Test func quietHoursAreNoReason() {
    var story = Story()
    story.run("web", policy: .always) { $0.healthcheck = check() }
    story.probe("web")
    story.create("spare")
    story.run("job")
    story.stop("job")
    story.run("held")
    story.pause("held")
    story.waitListing(3600)
    #expect(story.abandonments.isEmpty)
  }

  @Test func everyContainerIsInspectedWithinTenMinutes() {
    // RestartCount, policy and OOMKilled change without an event: a failed start by hand resets the count.
    var story = Story()
    story.run("web", policy: .onFailure(maximumRetryCount: 1))
    story.crash("web")
    story.wait(1)
    story.crash("web")
    story.wait(5)
    #expect(story.present("web")?.retriesUsed == 1)
    story.engine["web"].restartCount = 0
    story.waitListing(660)
    #expect(story.present("web")?.retriesUsed == 0)
  }
}
