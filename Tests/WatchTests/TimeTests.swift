// Clocks that are set, skewed, at their ends, or that went on while nobody was awake.

import Testing
import Watch

@Suite struct TimeTests {
  @Test func theFirstAndTheLastTimeAreWritten() {
    #expect(Timestamp(nanoseconds: .min).rfc3339 == "1677-09-21T00:12:43.145224192Z")
    #expect(Timestamp(nanoseconds: .max).rfc3339 == "2262-04-11T23:47:16.854775807Z")
  }

  // MARK: The host sleeps

  @Test func anEngineIsNotOutOfReachBecauseTheHostSlept() {
    var story = Story()
    story.wait(60)
    story.disconnect()
    story.wait(60)
    story.sleep(7200)
    story.wait(2)
    story.failToConnect()
    story.wait(3)
    #expect(story.firing == [])
    story.connect()
    story.wait(300)
    #expect(story.alertChanges.isEmpty)
  }

  @Test func oneThatIsOutOfReachAfterwardsIsTold() {
    var story = Story()
    story.disconnect()
    story.wait(60)
    story.sleep(7200)
    story.wait(30)
    #expect(story.firing == ["EngineUnreachable "])
  }

  @Test func whatEndedWhileNobodyLookedNeverFires() {
    let settings = AlertSettings.told { $0.rules[.containerUnhealthy] = AlertRule(severity: .critical, holdsFor: 300 * Story.second) }
    var story = Story(alerts: settings)
    story.run("web") { $0.healthcheck = check(interval: 60) }
    story.probe("web", code: 1)
    story.wait(60)
    story.sleep(7200)
    story.wait(0.5)
    story.probe("web")
    story.wait(60)
    #expect(story.told("web").last == "health healthy")
    #expect(story.alertChanges.isEmpty)
  }

  @Test func aVerdictThatWaitedHearsFirstWhatCame() {
    var story = Story()
    story.run("web", policy: .always)
    story.answering = .hanging
    story.stream = .onHold
    story.act(settling: 0) { $0.exit("web", code: 1) }
    let die = story.held.removeFirst()
    story.observe(.event(die))
    story.sleep(600)
    story.wait(1)
    story.answering = .after(seconds: 0.005)
    story.release()
    story.wait(20)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 1], exits: [.restarted: 1]))
    #expect(story.abandonments.isEmpty)
  }

  @Test func anUnhealthyOneThatRestartsIsNotResolvedBySleep() {
    var story = Story()
    story.run("web", policy: .always) { $0.healthcheck = check(interval: 60) }
    story.probe("web", code: 1)
    #expect(story.firing == ["ContainerUnhealthy web"])
    story.stream = .onHold
    story.act(settling: 0) { $0.exit("web", code: 1) }
    let die = story.held.removeFirst()
    story.observe(.event(die))
    story.sleep(600)
    story.wait(1)
    story.release()
    story.wait(30)
    #expect(story.firing == ["ContainerUnhealthy web"])
    #expect(story.alertChanges.count == 1)
  }

  // MARK: The wall clock is set

  /// Which alone goes on between two processes, in the same boot of the host.
  @Test(arguments: [3600, -3600, 86_400, -86_400] as [Int64]) func setBetweenTwoProcessesItFiresNothing(_ jump: Int64) {
    var story = Story()
    story.run("job") { $0.autoRemove = true }
    story.crash("job", code: 2)
    story.disconnect()
    story.wait(30)
    let saved = story.kill()
    story.wait(10)
    story.wallAhead += jump * Story.second
    story.beginAgain(with: saved)
    story.wait(60)
    #expect(story.firing == ["ContainerExited job"])
    story.wait(60)
    #expect(story.firing == ["ContainerExited job", "EngineUnreachable "])
    story.connect()
    story.wait(300)
    #expect(story.firing == ["ContainerExited job"])
    story.wait(200)
    #expect(story.firing == [])
  }

  @Test(arguments: [86_400, -86_400] as [Int64]) func setWhileNotificationsWaitItNeitherAgesNorHoldsThem(_ jump: Int64) {
    var outbox = Outbox()
    let time = Timestamp(seconds: 1_700_000_000)
    func made(_ number: Int64, at time: Timestamp) -> Notification {
      Notification(
        number: number, webhook: "ops", group: GroupKey(labels: []), alerts: [], time: time)
    }
    _ = outbox.add(made(1, at: time), id: "1")
    _ = outbox.add(made(2, at: time.advanced(by: Story.second)), id: "2")
    _ = outbox.takeChanges()
    outbox.clockWasSet(by: jump * Story.second)
    let now = time.advanced(by: (jump + 2) * Story.second)
    #expect(outbox.expire(at: now, maxAge: { _ in 3600 * Story.second }).isEmpty)
    #expect(outbox.due(at: now).map(\.number) == [1])
    #expect(outbox.takeChanges().written.map(\.number) == [1, 2])
    _ = outbox.ended(1, .rejected)
    #expect(outbox.due(at: now).map(\.number) == [2])
  }

  // MARK: Ends of the calendar

  @Test(arguments: ["2038-01-19T03:14:00Z", "2106-02-07T06:28:00Z", "2261-12-31T23:59:00Z"])
  func aLifeBeyondTheEndOfShorterClocks(_ time: String) throws {
    var story = Story(isConnected: false)
    story.engine.now = try #require(Timestamp(rfc3339: time))
    story.connect()
    story.run("web", policy: .always) { $0.healthcheck = check() }
    story.probe("web")
    story.crash("web")
    story.wait(30)
    let saved = story.kill()
    story.engine.exit("web", code: 3)
    story.wait(30)
    story.beginAgain(with: saved)
    story.connect()
    story.wait(30)
    #expect(story.tally("web")?.starts == [.new: 1, .policy: 2])
    #expect(story.tally("web")?.exits == [.restarted: 2])
    #expect(story.gaps.map(\.cause) == [.daemonStopped])
    #expect(story.alertChanges.isEmpty)
  }

  /// A stamp may say anything: it misleads about that event, and about nothing for long.
  @Test(arguments: [Int64.min, -1, 0, 1 << 31, Int64.max - 1, .max]) func stampsFromTheEndsOfTime(_ nanoseconds: Int64) {
    let time = Timestamp(nanoseconds: nanoseconds)
    var story = Story()
    story.run("web", policy: .always) {
      $0.healthcheck = Healthcheck(interval: .max, timeout: .max, startPeriod: .max, retries: .max)
      $0.stopTimeout = .max
    }
    let id = story.engine.id("web")
    let actions: [EngineEvent.Action] = [
      .kill, .oom, .pause, .unpause, .healthStatus(.unhealthy), .healthStatus(.healthy), .stop, .die, .start, .kill, .die, .destroy,
      .create,
    ]
    for action in actions where action != .destroy && action != .create {
      story.observe(.event(EngineEvent(time: time, id: id, action: action, attributes: EngineEvent.Attributes(name: "web", signal: 15))))
      story.wait(1)
    }
    story.observe(.listed(Listing(requestedAt: story.arrival.uptime, engineTime: time, rows: story.engine.rows)))
    story.engine["web"].startedAt = time
    story.engine["web"].finishedAt = time
    story.disconnect()
    let description = EngineDescription(name: "box", version: "20.10.24", apiVersion: "1.41", liveRestore: false)
    story.observe(.connected(Connection(engine: description, engineTime: time, engineRestarted: true, isContinuous: false)))
    story.wait(200)
    story.engine["web"].startedAt = story.engine.now
    story.disconnect()
    story.connect()
    story.wait(200)
    #expect(story.present("web")?.state == .running)
    #expect(story.abandonments.count < 3)
    let before = story.exits("web")?[.restarted] ?? 0
    story.crash("web")
    story.wait(5)
    #expect(story.exits("web")?[.restarted] == before + 1)
    #expect(story.wakesInVain == 0)
  }

  @Test func aLeapSecondIsTheFirstOfTheNextMinute() throws {
    let leap = try #require(Timestamp(rfc3339: "2016-12-31T23:59:60.5Z"))
    #expect(leap == Timestamp(rfc3339: "2017-01-01T00:00:00.5Z"))
    var story = Story(isConnected: false)
    story.engine.now = leap.advanced(by: -60 * Story.second)
    story.connect()
    story.run("web", policy: .always)
    story.wait(59)
    story.crash("web")
    story.wait(5)
    // Some engines say it twice: the second goes back by one.
    story.engine.now = story.engine.now.advanced(by: -Story.second)
    story.crash("web")
    story.wait(5)
    #expect(story.tally("web") == Tally(starts: [.new: 1, .policy: 2], exits: [.restarted: 2]))
    #expect(story.abandonments.isEmpty)
    #expect(story.alertChanges.isEmpty)
  }
}
