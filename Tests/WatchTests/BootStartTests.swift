// Starts at the engine's boot, whatever somebody did before their exits were found out.

import Testing
import Watch

@Suite struct BootStartTests {
  private func restartEngine(_ story: inout Story, boot: (inout ModelEngine) -> Void) {
    story.disconnect(.ended)
    story.failToConnect()
    story.wait(10)
    story.engine.ring.removeAll()
    boot(&story.engine)
    story.answering = .after(seconds: 0.005)
    story.connect(restarted: true, past: story.engine.ring)
    story.wait(30)
  }

  @Test(arguments: [1, 9, 15]) func aStartAtTheBootIsTheEnginesThoughASignalWasSentBefore(_ signal: Int) {
    var story = Story()
    story.run("web", policy: .always)
    story.act { $0.kill("web", signal: signal) }
    restartEngine(&story) {
      $0.crashHost()
      $0.boot()
    }
    #expect(story.starts("web") == [.new: 1, .engine: 1])
    #expect(story.exits("web") == [.engineShutdown: 1])
  }

  @Test func aStopAfterTheBootHidesNotWhoStarted() {
    var story = Story()
    story.run("web", policy: .always)
    restartEngine(&story) {
      $0.crashHost()
      $0.boot()
      $0.tick(1_000_000_000)
      $0.stop("web", code: 0)
      $0.start("web")
    }
    #expect(story.starts("web") == [.new: 1, .engine: 1, .manual: 1])
    #expect(story.exits("web")?[.stopped] == 1)
  }
}
