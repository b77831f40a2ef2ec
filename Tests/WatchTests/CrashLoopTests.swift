// Crash looping: how an episode begins and what ends it.

import Testing
import Watch

@Suite struct CrashLoopTests {
  private func looping(_ crashes: Int, apart: Double = 5, labels: [String: String] = [:]) -> Story {
    var story = Story()
    story.run("web", policy: .always) { $0.labels = labels }
    for _ in 0..<crashes {
      story.crash("web")
      story.wait(apart)
    }
    return story
  }

  @Test func thirdStartByPolicyWithinTenMinutesBeginsAnEpisode() {
    #expect(looping(2).view("web")?.isCrashLooping == false)
    #expect(looping(3).view("web")?.isCrashLooping == true)
  }

  @Test func threeStartsInHalfAnHourAreNone() {
    #expect(looping(6, apart: 400).view("web")?.isCrashLooping == false)
  }

  @Test func startsByHandAreNone() {
    var story = Story()
    story.run("web", policy: .always)
    for _ in 0..<5 { story.restart("web") }
    #expect(story.view("web")?.isCrashLooping == false)
  }

  @Test func tenMinutesOfUnbrokenRunningEndIt() {
    var story = looping(3)
    story.wait(590)
    #expect(story.view("web")?.isCrashLooping == true)
    story.wait(10)
    #expect(story.view("web")?.isCrashLooping == false)
  }

  @Test func anotherCrashKeepsItGoing() {
    var story = looping(3)
    story.wait(590)
    story.crash("web")
    story.wait(590)
    #expect(story.view("web")?.isCrashLooping == true)
    story.wait(20)
    #expect(story.view("web")?.isCrashLooping == false)
  }

  @Test func stopEndsIt() {
    var story = looping(3)
    story.stop("web")
    #expect(story.view("web")?.isCrashLooping == false)
  }

  @Test func stopDuringBackOffEndsIt() {
    var story = looping(3)
    story.crash("web")
    #expect(story.view("web")?.isCrashLooping == true)
    story.stop("web")
    #expect(story.view("web")?.isCrashLooping == false)
  }

  @Test func removalEndsIt() {
    var story = looping(3)
    story.remove("web")
    #expect(story.view("web")?.isCrashLooping == false)
  }

  /// One that is gone when it is asked for is told of once its successor has begun to loop.
  @Test func lateNewsOfAPredecessorDoNotEndIt() {
    var story = Story()
    story.answering = .onceThenPrompt(.after(seconds: 3))
    story.act { $0.create("first") }
    story.answering = .after(seconds: 0.005)
    story.rename("first", to: "web")
    story.start("web")
    story.remove("web")
    story.run("web", policy: .always)
    for _ in 0..<3 {
      story.crash("web")
      story.wait(0.5)
    }
    #expect(!story.told("web").contains("removed"))
    #expect(story.view("web")?.isCrashLooping == true)
    story.wait(10)
    #expect(story.told("web").contains("removed"))
    #expect(story.view("web")?.isCrashLooping == true)
    story.wait(590)
    #expect(story.view("web")?.isCrashLooping == false)
  }

  @Test func usedUpRetriesEndIt() {
    var story = Story()
    story.run("web", policy: .onFailure(maximumRetryCount: 3))
    for _ in 0..<3 {
      story.crash("web")
      story.wait(3)
    }
    #expect(story.view("web")?.isCrashLooping == true)
    story.crash("web")
    story.wait(3)
    #expect(story.exits("web") == [.restarted: 3, .exhausted: 1])
    #expect(story.view("web")?.isCrashLooping == false)
  }

  @Test func labelsSetTheThresholdAndTheWindow() {
    let labels = ["dogwatch.crash-loop.restarts": "2", "dogwatch.crash-loop.window": "1m"]
    var story = looping(2, labels: labels)
    #expect(story.view("web")?.isCrashLooping == true)
    story.wait(60)
    #expect(story.view("web")?.isCrashLooping == false)
    #expect(looping(5, apart: 61, labels: labels).view("web")?.isCrashLooping == false)
  }

  @Test func badLabelsAreToldOnceAndTheConfiguredValueHolds() {
    let story = looping(3, labels: ["dogwatch.crash-loop.restarts": "many", "dogwatch.crash-loop.window": "5 minutes"])
    #expect(story.view("web")?.isCrashLooping == true)
    #expect(story.labelErrors.count == 2)
    #expect(story.labelErrors.first == "web: dogwatch.crash-loop.restarts: \"many\" is not a count (1 to 1000)")
  }

  @Test func itDoesNotEndWhileNothingIsSeen() {
    var story = looping(3)
    story.disconnect()
    story.wait(3600)
    #expect(story.view("web")?.isCrashLooping == true)
    story.connect()
    story.wait(1)
    #expect(story.view("web")?.isCrashLooping == false)
  }

  @Test func restartsFoundOnlyByTheirNumberMakeNoEpisode() {
    var story = Story()
    story.run("web", policy: .always)
    story.disconnect()
    for _ in 0..<5 {
      story.crash("web")
      story.wait(5)
    }
    story.connect()
    #expect(story.exits("web") == [.restarted: 5])
    #expect(story.starts("web") == [.new: 1, .policy: 5])
    #expect(story.view("web")?.isCrashLooping == false)
    #expect(story.present("web")?.retriesUsed == 5)
  }
}
