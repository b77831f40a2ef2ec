// What alerts say: sentences that a person understands at night.

import Testing
import Watch

@Suite struct WordsTests {
  private func summary(_ story: Story, _ name: AlertName) -> String? { story.lastAlert(name)?.annotations.summary }

  private let shop = ["com.docker.compose.project": "shop", "com.docker.compose.service": "web"]

  private func unhealthy(_ output: String, alerts: AlertSettings = .told()) -> Story {
    var story = Story(alerts: alerts)
    story.run("shop-web-1") {
      $0.labels = shop
      $0.healthcheck = check(retries: 3)
    }
    for _ in 0..<3 { story.probe("shop-web-1", code: 1, output: output) }
    return story
  }

  @Test func unhealthySaysWhatTheProbeSaid() throws {
    let story = unhealthy("connection refused\n")
    #expect(summary(story, .containerUnhealthy) == "shop/web-1 is unhealthy: 3 probes failed, last said \"connection refused\"")
    let alert = try #require(story.lastAlert(.containerUnhealthy))
    #expect(alert.annotations.healthOutput == "connection refused")
    #expect(alert.annotations.containerID == story.present("shop-web-1")?.id)
    #expect(alert.labels.composeService == "web")
    #expect(alert.labels.image == "box")
  }

  @Test(arguments: [
    ("shop-web-1", "shop/web-1"), ("shop_web_1", "shop/web_1"), ("shop", "shop/shop"), ("shop-", "shop/shop-"),
    ("shopper-1", "shop/shopper-1"),
    ("my-shop-1", "shop/my-shop-1"), ("web", "shop/web"),
  ])
  func composesOwnPrefixIsSaidOnce(_ name: String, _ said: String) {
    var story = Story(alerts: .told())
    story.run(name) {
      $0.labels = shop
      $0.healthcheck = check()
    }
    story.probe(name, code: 1, output: "")
    #expect(summary(story, .containerUnhealthy) == "\(said) is unhealthy: 1 probe failed")
  }

  @Test func probeOutputIsCleanedAndCut() throws {
    let noise = "\u{1B}]0;title\u{7}\u{1B}[31mred\u{1B}[0m\u{7}\u{0} \u{202E}back\r\n\t" + String(repeating: "あ", count: 400)
    let annotations = try #require(unhealthy(noise).lastAlert(.containerUnhealthy)?.annotations)
    #expect(annotations.summary.hasPrefix("shop/web-1 is unhealthy: 3 probes failed, last said \"red back あああ"))
    #expect(annotations.summary.hasSuffix("あ…\""))
    #expect(annotations.summary.count < 200)
    for text in [annotations.summary, annotations.description, annotations.healthOutput ?? ""] {
      #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" || $0 == "\u{1B}" })
    }
  }

  /// How many have failed since is not known.
  @Test func whoIsUnhealthyForAWhileHasNoNumberOfProbes() {
    var story = Story()
    story.run("web") {
      $0.labels["dogwatch.unhealthy.for"] = "20s"
      $0.healthcheck = check()
    }
    for _ in 0..<30 {
      story.probe("web", code: 1, output: "no")
      story.wait(1)
    }
    #expect(summary(story, .containerUnhealthy) == "web has been unhealthy for over 20 s: last said \"no\"")
  }

  @Test func aProbeThatSucceededIsNotQuotedForAnUnhealthyOne() throws {
    var story = Story()
    story.run("web") { $0.healthcheck = check() }
    story.probe("web", output: "ok")
    story.answering = .failing
    story.probe("web", code: 1, output: "no")
    story.wait(3)
    let annotations = try #require(story.alert(.containerUnhealthy, "web")?.annotations)
    #expect(annotations.summary == "web is unhealthy")
    #expect(!annotations.pairs.contains { $0.value.contains("ok") }, "\(annotations.pairs)")
  }

  @Test func probeOutputThatMayNotBeShownIsAbsent() throws {
    let story = unhealthy("password is hunter2", alerts: .told { $0.showsProbeOutput = false })
    let annotations = try #require(story.lastAlert(.containerUnhealthy)?.annotations)
    #expect(annotations.summary == "shop/web-1 is unhealthy: 3 probes failed")
    #expect(annotations.healthOutput == nil)
    #expect(!annotations.pairs.contains { $0.value.contains("hunter2") })
  }

  @Test func anExitAtOnceHasNoLengthOfZero() {
    var story = Story()
    story.run("job")
    story.crash("job", code: 3)
    #expect(summary(story, .containerExited) == "job exited 3 after less than 0.1 s and stays down")
  }

  @Test func whatHasResolvedIsNotSaidToStayDown() {
    var story = Story()
    story.run("job")
    story.crash("job", code: 3)
    story.wait(10)
    #expect(summary(story, .containerExited)?.hasSuffix("and stays down") == true)
    story.start("job")
    story.wait(61)
    #expect(story.notifications.last?.title == "Resolved: job exited 3 after less than 0.1 s")
  }

  @Test func usedUpRestarts() throws {
    var story = Story()
    story.run("db", policy: .onFailure(maximumRetryCount: 3))
    for _ in 0..<4 {
      story.wait(4)
      story.crash("db")
    }
    let alert = try #require(story.lastAlert(.containerRestartsExhausted))
    #expect(alert.annotations.summary == "db used up its 3 restarts; Docker has given up (last exit 1 after 3 s)")
    #expect(alert.annotations.outcome == .exhausted)
    #expect(alert.annotations.exitCode == 1)
    #expect(alert.annotations.restarts == 3)
    #expect(alert.annotations.evidence.contains("policy on-failure:3"))
  }

  @Test func killedForMemory() {
    var story = Story()
    story.run("cache", policy: .always) { $0.memoryLimit = 256 << 20 }
    story.act(settling: 0) { $0.runOutOfMemory("cache", isMain: false) }
    #expect(summary(story, .containerOOMKilled) == "cache ran out of memory (limit 256 MiB): a process in it was killed")
    story.act { $0.runOutOfMemory("cache", isMain: true) }
    story.wait(5)
    #expect(story.notifications.last?.title == "cache was killed for memory (limit 256 MiB), policy brought it back")
  }

  @Test func whatAProbeSaidIsQuotedWholeOnceResolved() {
    var story = unhealthy("db is gone and stays down")
    story.probe("shop-web-1")
    story.wait(10)
    #expect(story.lastAlert(.containerUnhealthy)?.isFiring == false)
    #expect(summary(story, .containerUnhealthy)?.hasSuffix("last said \"db is gone and stays down\"") == true)
  }

  @Test func killedForMemoryStaysDownOnlyWhileItDoes() {
    var story = Story()
    story.run("cache") { $0.memoryLimit = 256 << 20 }
    story.act { $0.runOutOfMemory("cache", isMain: true) }
    story.wait(10)
    let killed = "cache was killed for memory (limit 256 MiB)"
    #expect(story.alert(.containerOOMKilled, "cache")?.annotations.summary == killed + " and stays down")
    story.wait(700)
    #expect(story.notifications.last?.resolved.map(\.annotations.summary) == [killed])
    story.act { $0.start("cache") }
    story.act { $0.runOutOfMemory("cache", isMain: true) }
    story.wait(10)
    story.start("cache")
    story.wait(10)
    #expect(story.alert(.containerOOMKilled, "cache")?.annotations.summary == killed)
  }

  /// A recording may say any number.
  @Test(arguments: [(Int64.min, "0 B"), (.max, "8388607.9 TiB")]) func anyLimitOfMemoryIsWritten(_ limit: Int64, _ words: String) {
    var story = Story()
    story.run("cache", policy: .always) { $0.memoryLimit = limit }
    story.act(settling: 0) { $0.runOutOfMemory("cache", isMain: false) }
    #expect(summary(story, .containerOOMKilled) == "cache ran out of memory (limit \(words)): a process in it was killed")
  }

  @Test func others() {
    var story = Story()
    story.run("job") { $0.autoRemove = true }
    story.wait(2)
    story.crash("job", code: 6)
    #expect(summary(story, .containerExited)?.hasPrefix("job exited 6 after 2 s and") == true)
    story.create("nope") { $0.startError = "exec: \"nope\": executable file not found" }
    story.start("nope")
    story.wait(2)
    #expect(summary(story, .containerStartFailed) == "nope could not be started: exec: \"nope\": executable file not found")
    story.run("web", policy: .unlessStopped)
    story.kill("web", signal: 1)
    story.wait(60)
    story.crash("web", code: 5)
    story.wait(5)
    #expect(
      summary(story, .containerRestartFailed)
        == "web exited 5 after 1 m and was not restarted: an earlier SIGHUP had cancelled its policy unless-stopped")
    story.disconnect()
    story.wait(121)
    #expect(summary(story, .engineUnreachable) == "The Docker Engine on box has been out of reach for over 2 m")
  }

  @Test func engineErrorIsToldWithoutTheLayersThatPassedItOn() throws {
    let error =
      "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: "
      + "error during container init: error mounting \"/srv\" to rootfs at \"/data\": stat /srv: no such file or directory: unknown"
    let gist = "error mounting \"/srv\" to rootfs at \"/data\": stat /srv: no such file or directory"
    var story = Story()
    story.create("nope") { $0.startError = error }
    story.start("nope")
    story.wait(2)
    #expect(summary(story, .containerStartFailed) == "nope could not be started: \(gist)")
    #expect(story.lastAlert(.containerStartFailed)?.annotations.description.contains("Docker said: \(error).") == true)
    story.run("web", policy: .always)
    story.wait(4)
    story.engine["web"].startError = error
    story.crash("web")
    story.wait(10)
    #expect(summary(story, .containerRestartFailed) == "web exited 1 after 4 s and could not be restarted (\(gist)); Docker has given up")
    for text in ["unknown", "runc create failed:", "port is already allocated"] {
      story.create("odd") { $0.startError = text }
      story.start("odd")
      story.wait(2)
      #expect(summary(story, .containerStartFailed) == "odd could not be started: \(text)")
      story.remove("odd")
      story.wait(5)
    }
  }

  @Test func crashLoopCountsItsRestarts() {
    var story = Story()
    story.run("web", policy: .always)
    for _ in 0..<3 {
      story.crash("web", code: 7)
      story.wait(3)
    }
    #expect(summary(story, .containerCrashLooping)?.hasPrefix("web is crash looping: 3 restarts within 10 m (last exit 7 after") == true)
  }

  @Test func moreRestartsThanTheRulesNeedAreCountedToo() {
    var story = Story()
    story.run("web", policy: .always)
    func crash(_ times: Int) {
      for _ in 0..<times {
        story.wait(12)
        story.crash("web", code: 7)
      }
      story.wait(3)
    }
    func summary(_ name: AlertName) -> String? { story.alert(name, "web")?.annotations.summary }
    crash(12)
    #expect(summary(.containerCrashLooping)?.contains("looping: 12 restarts within 10 m (") == true)
    crash(20)
    #expect(summary(.containerCrashLooping)?.contains("looping: at least 20 restarts within 10 m (") == true)
    #expect(summary(.containerRestartingOften)?.contains("restarted at least 20 times within 6 h (") == true)
  }

  @Test func runbookOfEachAlert() {
    let story = unhealthy("", alerts: .told { $0.runbookURL = "https://wiki/{{alertname}}?a={{alertname}}" })
    #expect(story.lastAlert(.containerUnhealthy)?.annotations.runbookURL == "https://wiki/ContainerUnhealthy?a=ContainerUnhealthy")
  }

  /// The older ones have been on the lock screen before.
  @Test func ofEquallyBadAlertsTheNewsComesFirst() {
    var story = Story()
    for name in ["first", "second"] { story.run(name) { $0.healthcheck = check() } }
    story.run("job")
    story.probe("first", code: 1)
    story.wait(10)
    story.probe("second", code: 1)
    story.wait(10)
    story.crash("job", code: 3)
    story.wait(120)
    #expect(story.notifications.last?.alerts.map(\.labels.name) == ["second", "first", "job"])
    #expect(story.notifications.last?.title == "3 alerts on box: second is unhealthy: 1 probe failed")
  }

  @Test func severalAlertsAreOneMessageTheWorstFirst() {
    var story = Story()
    story.run("job")
    story.crash("job", code: 3)
    story.run("web") { $0.healthcheck = check() }
    story.probe("web", code: 1, output: "no")
    story.wait(6)
    story.start("job")
    story.wait(61)
    let texts = story.notifications.map(\.text)
    let unhealthy = "web is unhealthy: 1 probe failed, last said \"no\""
    #expect(texts[0].hasPrefix("2 alerts on box: \(unhealthy)\ncritical: \(unhealthy)\nwarning: job exited 3 after"))
    #expect(texts[1].hasPrefix("\(unhealthy)\ncritical: \(unhealthy)\nresolved after 6 s: job exited 3"))
    story.probe("web")
    story.wait(61)
    #expect(story.notifications.last?.title == "Resolved: \(unhealthy)")
  }
}
