// Everyday work: nothing about it is an alert.

import Testing
import Watch

@Suite struct SilenceTests {
  /// Nothing fired, and nobody was told anything, now and in the next quarter of an hour.
  private func expectSilence(_ story: Story, _ location: SourceLocation = #_sourceLocation) {
    var story = story
    story.waitListing(900)
    #expect(story.alertChanges.map(\.words) == [], sourceLocation: location)
    #expect(story.sent == [], sourceLocation: location)
    #expect(!story.transitions.isEmpty, sourceLocation: location)
  }

  private func running(_ policy: RestartPolicy = .unlessStopped, generation: ModelEngine.Generation = .new) -> Story {
    var story = Story(generation: generation)
    story.run("web", policy: policy) { $0.healthcheck = check() }
    story.probe("web")
    story.wait(60)
    return story
  }

  private static let policies: [RestartPolicy] = [.no, .always, .unlessStopped, .onFailure(maximumRetryCount: 3)]

  @Test(arguments: policies) func stop(_ policy: RestartPolicy) {
    var story = running(policy)
    story.stop("web")
    expectSilence(story)
  }

  @Test func stopThatNeedsSIGKILL() {
    var story = running()
    story.stop("web", code: nil)
    expectSilence(story)
  }

  @Test(arguments: policies) func restart(_ policy: RestartPolicy) {
    var story = running(policy)
    story.restart("web")
    story.probe("web")
    expectSilence(story)
  }

  @Test(arguments: policies) func kill(_ policy: RestartPolicy) {
    var story = running(policy)
    story.kill("web")
    expectSilence(story)
  }

  @Test(arguments: policies) func forcedRemoval(_ policy: RestartPolicy) {
    var story = running(policy)
    story.remove("web")
    expectSilence(story)
  }

  @Test func pauseAndUnpause() {
    var story = running()
    story.pause("web")
    story.wait(300)
    story.unpause("web")
    story.probe("web")
    expectSilence(story)
  }

  @Test func rename() {
    var story = running()
    story.rename("web", to: "front")
    expectSilence(story)
  }

  @Test func recreationUnderTheSameName() {
    var story = running()
    let old = story.engine.id("web").text.prefix(12)
    let temporary = "\(old)_web"
    story.create(temporary, policy: .unlessStopped) {
      $0.labels = ["com.docker.compose.project": "shop", "com.docker.compose.replace": "web"]
      $0.healthcheck = check()
    }
    story.stop("web")
    story.remove("web")
    story.rename(temporary, to: "web")
    story.start("web")
    story.probe("web")
    expectSilence(story)
  }

  @Test func composeDownAndUpOfFiveServices() {
    var story = Story(generation: .new)
    let names = (1...5).map { "shop-s\($0)-1" }
    func up(_ story: inout Story) {
      for name in names {
        story.run(name, policy: .always) {
          $0.labels = ["com.docker.compose.project": "shop"]
          $0.healthcheck = check()
        }
        story.probe(name)
      }
    }
    up(&story)
    story.wait(60)
    for name in names { story.stop(name) }
    for name in names { story.remove(name) }
    story.wait(20)
    up(&story)
    expectSilence(story)
  }

  @Test func oneOffThatExitsWell() {
    var story = Story()
    story.run("job") { $0.autoRemove = true }
    story.crash("job", code: 0)
    expectSilence(story)
  }

  @Test func composeOneOffThatFails() {
    var story = Story()
    story.run("shop-run-1") { $0.labels = ["com.docker.compose.oneoff": "True"] }
    story.crash("shop-run-1", code: 2)
    expectSilence(story)
  }

  @Test func swarmTaskThatFails() {
    var story = Story()
    story.run("web.1.abc") { $0.labels = ["com.docker.swarm.task.name": "web.1.abc"] }
    story.crash("web.1.abc", code: 2)
    expectSilence(story)
  }

  @Test(arguments: [true, false]) func interactiveShellLeftWith130(autoRemove: Bool) {
    var story = Story()
    story.run("shell") {
      $0.attachStdin = true
      $0.autoRemove = autoRemove
    }
    story.wait(30)
    story.crash("shell", code: 130)
    expectSilence(story)
  }

  @Test func engineRestartAfterWhichAllCameBack() {
    var story = running(.always)
    story.act { $0.stop("web", by: .shutdown) }
    story.disconnect(.ended)
    story.wait(5)
    story.failToConnect()
    story.wait(20)
    story.engine.boot()
    let past = story.engine.outbox
    story.connect(restarted: true, past: past)
    story.probe("web")
    expectSilence(story)
  }

  @Test func engineUpgradeOfNinetySecondsWithLiveRestore() {
    var story = running(.always)
    story.wait(1000)
    story.disconnect(.ended)
    story.failToConnect()
    story.wait(90)
    story.engine["web"].health?.status = .starting
    story.connect(restarted: true, liveRestore: true)
    story.probe("web")
    expectSilence(story)
  }

  @Test func oneCrashThatThePolicyMends() {
    var story = running(.always)
    story.crash("web")
    story.wait(2)
    story.probe("web")
    expectSilence(story)
  }

  @Test func lineThatIsCutForHalfAMinute() {
    var story = running()
    story.disconnect()
    story.wait(30)
    story.connect(isContinuous: true)
    expectSilence(story)
  }

  @Test func firstSightOfWhatHasExited() {
    var story = Story(isConnected: false) {
      $0.create("old") { _ in }
      $0.start("old")
      $0.exit("old", code: 1)
      $0.create("web") { _ in }
      $0.start("web")
    }
    story.connect()
    story.stop("web")
    expectSilence(story)
  }
}
