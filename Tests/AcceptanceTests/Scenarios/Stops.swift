// Exits that somebody asked for through the API.

import Testing

extension RealEngine {
  @Suite struct Stops {
    @Test(arguments: [("no", ContainerSpec.Policy.no), ("always", .always), ("unless", .unlessStopped), ("on-failure", .onFailure(3))])
    func stopThatTheProgramObeysIsStopped(_ name: String, _ policy: ContainerSpec.Policy) async throws {
      // An exit code other than 0, so that the policy would have something to do.
      try await Scenario.play("stop-\(name)", ContainerSpec(behaviour: .graceful(code: 4), policy: policy)) { web in
        try await web.container.start()
        try await web.container.whenListening()
        try await web.container.stop(timeout: 60)
        try await web.expectExit(1, "stopped", code: 4, signal: 15, evidence: "SIGTERM")
        await web.expectStory("create start kill(15) die(4) stop")
        await web.expectState("exited")
        try await web.end(exits: ["stopped": 1], starts: ["new": 1])
      }
    }

    @Test func stopThatNeedsSigkillAfterItsTimeoutIsStopped() async throws {
      try await Scenario.play("stop-stubborn", ContainerSpec(policy: .always, stopTimeout: 2)) { web in
        try await web.container.start()
        try await web.container.stop()
        try await web.expectExit(1, "stopped", code: 137, signal: 15, evidence: "SIGKILL")
        await web.expectStory("create start kill(15) kill(9) die(137) stop")
        try await web.end(exits: ["stopped": 1], starts: ["new": 1])
      }
    }

    @Test func stopWithTheContainersOwnStopSignalIsStopped() async throws {
      try await Scenario.play("stop-usr1", ContainerSpec(behaviour: .graceful(), policy: .always, stopSignal: "SIGUSR1")) { web in
        try await web.container.start()
        try await web.container.whenListening()
        try await web.container.stop(timeout: 60)
        try await web.expectExit(1, "stopped", code: 0, signal: 10, evidence: "SIGUSR1")
        await web.expectStory("create start kill(10) die(0) stop")
        try await web.end(exits: ["stopped": 1], starts: ["new": 1])
      }
    }

    @Test func killIsStopped() async throws {
      try await Scenario.play("kill", ContainerSpec(policy: .always)) { web in
        try await web.container.start()
        try await web.container.kill()
        try await web.expectExit(1, "stopped", code: 137, signal: 9, evidence: "SIGKILL")
        await web.expectStory("create start kill(9) die(137)")
        try await web.end(exits: ["stopped": 1], starts: ["new": 1])
      }
    }

    @Test func killWithTheOwnStopSignalIsStopped() async throws {
      try await Scenario.play("kill-usr1", ContainerSpec(behaviour: .graceful(code: 7), policy: .always, stopSignal: "SIGUSR1")) { web in
        try await web.container.start()
        try await web.container.whenListening()
        try await web.container.kill("USR1")
        try await web.expectExit(1, "stopped", code: 7, signal: 10, evidence: "SIGUSR1")
        await web.expectStory("create start kill(10) die(7)")
        try await web.end(exits: ["stopped": 1], starts: ["new": 1])
      }
    }

    @Test func restartByHandIsAStopAndAManualStart() async throws {
      try await Scenario.play("restart", ContainerSpec(behaviour: .graceful(), policy: .unlessStopped, stopTimeout: 60)) { web in
        try await web.container.start()
        try await web.container.whenListening()
        try await web.container.restart()
        try await web.expectExit(1, "stopped", code: 0, signal: 15, evidence: "SIGTERM")
        let start = try await web.transition("start", 2)
        #expect(start.reason == "manual" && !start.evidence.isEmpty, "\(start)")
        await web.expectStory("create start kill(15) die(0) stop start restart")
        try await web.end(exits: ["stopped": 1], starts: ["new": 1, "manual": 1])
      }
    }

    @Test func startAfterAStopIsManual() async throws {
      try await Scenario.play("start-again", ContainerSpec(policy: .always)) { web in
        try await web.container.start()
        try await web.container.kill()
        try await web.expectExit(1, "stopped", code: 137, signal: 9, evidence: "SIGKILL")
        try await web.container.start()
        let start = try await web.transition("start", 2)
        #expect(start.reason == "manual", "\(start)")
        // The manual stop is forgotten with the start: the policy acts again.
        try await web.container.order(exit: 2)
        try await web.expectExit(2, "restarted", code: 2, evidence: "always")
        try await web.end(exits: ["stopped": 1, "restarted": 1], starts: ["new": 1, "manual": 1, "policy": 1])
      }
    }

    @Test func removingARunningContainerIsAStop() async throws {
      try await Scenario.play("rm-f", ContainerSpec(policy: .always)) { web in
        try await web.container.start()
        try await web.container.remove()
        try await web.expectExit(1, "stopped", code: 137, signal: 9, evidence: "SIGKILL")
        _ = try await web.transition("removed")
        await web.expectStory("create start kill(9) die(137) destroy")
        try await web.end(exits: ["stopped": 1], starts: ["new": 1], removing: false)
        #expect(try await web.stage.dogwatch.scrape().state(of: web.name) == nil)
      }
    }

    @Test func composeDownIsAStopAndARemoval() async throws {
      let labels = ["com.docker.compose.project": "shop", "com.docker.compose.service": "down"]
      try await Scenario.play("shop-down-1", ContainerSpec(behaviour: .graceful(), policy: .unlessStopped, labels: labels)) { web in
        try await web.container.start()
        try await web.container.whenListening()
        try await web.container.stop(timeout: 60)
        try await web.container.remove()
        try await web.expectExit(1, "stopped", code: 0, signal: 15, evidence: "SIGTERM")
        _ = try await web.transition("removed")
        await web.expectStory("create start kill(15) die(0) stop destroy")
        try await web.end(exits: ["stopped": 1], starts: ["new": 1], removing: false)
      }
    }
  }
}
