// Streams that repeat, mix up, lose or forge.

import Testing
import Watch

@Suite struct HostileStreamTests {
  @Test func repeatedEventsCountOnce() {
    var story = Story()
    story.run("web", policy: .always)
    story.crash("web")
    story.wait(1)
    for event in story.engine.ring { story.observe(.event(event)) }
    story.wait(5)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 1], exits: [.restarted: 1]))
    #expect(story.present("web")?.state == .running)
  }

  @Test func startBeforeItsDie() {
    var story = Story()
    story.run("web", policy: .always)
    story.wait(1)
    story.stream = .onHold
    story.act(settling: 0.2) { $0.exit("web", code: 1) }
    story.release { $0.reversed() }
    story.wait(5)
    #expect(story.told("web") == ["created", "start new", "exit restarted", "start policy"])
  }

  @Test func killAfterItsDie() {
    var story = Story()
    story.run("web", policy: .always)
    story.stream = .onHold
    story.act(settling: 0) { $0.kill("web", signal: 9, code: 137) }
    story.release { $0.reversed() }
    story.wait(5)
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
  }

  @Test func stopBeforeItsKill() {
    var story = Story()
    story.run("web", policy: .always)
    story.stream = .onHold
    story.act(settling: 0) { $0.stop("web", code: 0) }
    story.release { [$0[2], $0[0], $0[1]] }
    story.wait(5)
    #expect(story.tally("web") == Tally(starts: [.new: 1], exits: [.stopped: 1]))
  }

  @Test func stopAfterTheNextStartBelongsToTheRunBefore() {
    var story = Story()
    story.run("web", policy: .always)
    story.stream = .onHold
    story.act(settling: 0) { $0.stop("web", code: 0) }
    story.act(settling: 0) { $0.start("web") }
    story.release { [$0[0], $0[1], $0[3], $0[2]] }
    story.wait(5)
    story.crash("web")
    story.wait(1)
    #expect(story.exits("web") == [.stopped: 1, .restarted: 1])
  }

  @Test func lostStartIsConcludedFromTheNextDie() {
    var story = Story()
    story.run("web", policy: .always)
    story.stream = .onHold
    story.act(settling: 0.5) { $0.exit("web", code: 1) }
    story.act(settling: 0) { $0.exit("web", code: 1) }
    story.release { [$0[0], $0[2]] }
    story.wait(5)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 2], exits: [.restarted: 2]))
  }

  @Test func lostDieIsConcludedFromTheNextStart() {
    var story = Story()
    story.run("web", policy: .always)
    story.stream = .onHold
    story.act(settling: 0.5) { $0.exit("web", code: 1) }
    story.release { [$0[1]] }
    story.wait(5)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 1], exits: [.restarted: 1]))
    #expect(story.abandonments.isEmpty)
  }

  @Test func clockSetBackLosesNothing() {
    var story = Story()
    story.run("web", policy: .always) { $0.healthcheck = check() }
    story.probe("web")
    story.wait(100)
    story.stream = .onHold
    story.act(settling: 0) { $0.exit("web", code: 1) }
    story.act(settling: 0.2) { $0.restartDue() }
    story.act(settling: 0) { $0.probe("web", code: 0) }
    let id = story.engine.id("web")
    story.release { events in
      events.map {
        var event = $0
        event.time = event.time.advanced(by: -3600 * Story.second)
        return event
      }
    }
    #expect(story.tally("web")?.exits == [.restarted: 1])
    #expect(story.tally("web")?.starts == [.new: 1, .policy: 1])
    #expect(story.present("web")?.id == id)
    for health in [Health.starting, .healthy] { #expect((0...110).contains(story.healthSeconds("web", health))) }
  }

  @Test func eventsOfUnknownContainersAreHeldUntilInspectTells() {
    var story = Story()
    story.stream = .dead
    story.run("web", policy: .onFailure(maximumRetryCount: 2))
    story.stream = .open
    story.crash("web", code: 1)
    story.wait(1)
    #expect(story.told("web").contains("exit restarted"))
    #expect(story.present("web")?.state == .running)
    #expect(story.abandonments.isEmpty)
  }

  @Test func lateEventsOfARemovedContainerDoNotBringItBack() {
    var story = Story()
    story.run("web") { $0.autoRemove = true }
    story.stop("web", code: 0)
    #expect(story.view("web")?.present == nil)
    #expect(story.told("web") == ["created", "start new", "exit stopped", "removed"])
  }

  // MARK: Labels that forge

  @Test func labelNamedExitCodeIsNotBelieved() {
    var story = Story()
    story.run("web", policy: .no) { $0.labels = ["exitCode": "0"] }
    story.crash("web", code: 7)
    #expect(story.exits("web") == [.failed: 1])
    #expect(story.lastExit("web")?.exitCode == 7)
  }

  @Test func labelNamedExitCodeOnAnAutoRemovedOneLeavesTheExitUnknown() {
    var story = Story()
    story.run("web") {
      $0.labels = ["exitCode": "0"]
      $0.autoRemove = true
    }
    story.crash("web", code: 7)
    #expect(story.exits("web") == [.unknown: 1])
    #expect(story.lastExit("web")?.exitCode == nil)
  }

  @Test func labelNamedExitCodeIsFoundOutEvenWithoutAnInspect() {
    var story = Story()
    story.answering = .after(seconds: 1)
    story.act(settling: 0) {
      $0.create("web") {
        $0.labels = ["exitCode": "0"]
        $0.autoRemove = true
      }
      $0.start("web")
      $0.exit("web", code: 7)
    }
    story.wait(5)
    #expect(story.told("web") == ["created", "start new", "exit unknown", "removed"])
    #expect(story.lastExit("web")?.exitCode == nil)
  }

  @Test func labelNamedSignalIsNotBelieved() {
    var story = Story()
    story.run("web", policy: .no) { $0.labels = ["signal": "15"] }
    story.act { $0.kill("web", signal: 1) }
    story.wait(1)
    story.crash("web", code: 7)
    story.wait(4)
    #expect(story.exits("web") == [.failed: 1])
  }

  @Test func labelNamedSignalDoesNotHideAStop() {
    var story = Story()
    story.run("web", policy: .always) { $0.labels = ["signal": "1"] }
    story.stop("web", code: 143)
    #expect(story.exits("web") == [.stopped: 1])
    #expect(story.lastExit("web")?.signal == nil)
  }

  @Test func labelNamedNameIsNotBelieved() {
    var story = Story()
    story.run("web") { $0.labels = ["name": "innocent"] }
    #expect(story.present("web")?.state == .running)
    #expect(story.view("innocent") == nil)
    story.rename("web", to: "www")
    story.wait(1)
    #expect(story.present("www")?.state == .running)
    #expect(story.view("innocent") == nil)
    #expect(story.told("www") == ["renamed from web"])
    #expect(story.abandonments.isEmpty)
  }

  // MARK: --rm

  @Test func autoRemovedOneThatWasNeverInspectedIsJudgedByTheEventsCode() {
    var story = Story()
    story.answering = .after(seconds: 1)
    story.act(settling: 0) {
      $0.create("job") { $0.autoRemove = true }
      $0.start("job")
      $0.exit("job", code: 6)
    }
    story.wait(5)
    #expect(story.told("job") == ["created", "start new", "exit failed", "removed"])
    #expect(story.lastExit("job")?.exitCode == 6)
  }

  @Test func autoRemovedOneWhoseInspectsAreNotAnsweredStillEnds() {
    var story = Story()
    story.answering = .failing
    story.act(settling: 0) {
      $0.create("job") { $0.autoRemove = true }
      $0.start("job")
    }
    story.wait(2)
    story.act { $0.exit("job", code: 6) }
    story.wait(60)
    #expect(story.told("job") == ["created", "start new", "exit failed", "removed"])
  }

  // MARK: Selection

  @Test func containersThatAreNotWatchedGoBy() {
    var story = Story()
    story.run("web") { $0.labels = ["dogwatch.enable": "false"] }
    story.crash("web")
    story.list()
    story.remove("web")
    story.waitListing(120)
    #expect(story.transitions.isEmpty)
    #expect(story.fleet.names.isEmpty)
    #expect(story.abandonments.isEmpty)
  }

  @Test func containersThatAreNotWatchedAreNoPartOfTheBaseline() {
    var story = Story { engine in
      engine.create("web") { $0.labels = ["dogwatch.enable": "false"] }
      engine.start("web")
    }
    #expect(story.fleet.isReady)
    story.disconnect()
    story.connect()
    story.act { $0.exit("web", code: 1) }
    #expect(story.fleet.names.isEmpty)
    #expect(story.transitions.map(\.words) == ["gap stream-lost"])
  }

  @Test func containerTakenOnByItsEventAloneIsDroppedWhenItIsNotWatched() {
    var story = Story()
    story.answering = .failing
    story.run("web") { $0.labels = ["dogwatch.enable": "false"] }
    story.wait(60)
    #expect(story.present("web") != nil)
    story.answering = .after(seconds: 0.005)
    story.waitListing(60)
    #expect(story.view("web")?.present == nil)
    #expect(story.abandonments.isEmpty)
  }

  /// A `docker restart`, and a crash soon after it.
  @Test func stopOfTheRunBeforeIsNoneOfTheNext() {
    var story = Story()
    story.run("web", policy: .always)
    story.stream = .onHold
    story.act(settling: 0) { $0.restart("web", code: 0) }
    story.act(settling: 0.5) { $0.exit("web", code: 1) }
    story.release { [$0[0], $0[1], $0[3], $0[4], $0[5], $0[2], $0[6]] }
    story.wait(5)
    #expect(story.exits("web") == [.stopped: 1, .restarted: 1])
  }

  /// StartedAt of the next run may be the very stamp of the exit.
  @Test func aStartThatWasLostIsFoundThoughItCameAtOnce() {
    var story = Story(generation: .new)
    story.run("web")
    story.stream = .onHold
    story.act(settling: 0) { $0.restart("web", code: 0) }
    story.release { Array($0[0...2]) }
    story.wait(40)
    #expect(Set(story.abandonments) == ["a start of web was never announced"])
    story.disconnect(.silent)
    story.connect()
    story.wait(1)
    #expect(story.told("web").suffix(2) == ["exit stopped", "~start manual"])
  }

  /// A `die` that was never sent: what still runs counts as begun anew.
  @Test func oneThatWasToldToHaveEndedAndRunsHasStarted() {
    var story = Story()
    story.run("web")
    story.answering = .failing
    let die = EngineEvent(
      time: story.engine.now, id: story.engine.id("web"), action: .die, attributes: EngineEvent.Attributes(name: "web", exitCode: 3))
    story.observe(.event(die))
    story.wait(150)
    story.answering = .after(seconds: 0.005)
    story.disconnect()
    story.connect()
    story.wait(1)
    #expect(story.told("web") == ["created", "start new", "exit failed", "~start unknown"])
    story.crash("web", code: 4)
    #expect(story.exits("web") == [.failed: 2])
  }
}
