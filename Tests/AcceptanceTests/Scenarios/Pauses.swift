// Pausing, and the ends of paused containers.

import Testing

extension RealEngine {
  @Suite struct Pauses {
    @Test func pauseAndUnpauseAreToldAndCountNothing() async throws {
      try await Scenario.play("pause") { web in
        try await web.container.start()
        try await web.container.pause()
        await web.expectState("paused")
        try await web.container.unpause()
        await web.expectState("running")
        await web.expectStory("create start pause unpause")
        #expect(try await web.gists() == ["created", "start new", "paused", "unpaused"])
        try await web.end(starts: ["new": 1])
      }
    }

    @Test func stopOfAPausedContainerIsStopped() async throws {
      try await Scenario.play("pause-stop", ContainerSpec(policy: .always)) { web in
        try await web.container.start()
        try await web.container.pause()
        try await web.container.stop()
        try await web.expectExit(1, "stopped", code: 137, signal: 15, evidence: "SIGKILL")
        await web.expectStory("create start pause kill(15) unpause kill(9) die(137) stop")
        #expect(try await web.gists() == ["created", "start new", "paused", "unpaused", "exit stopped"])
        try await web.end(exits: ["stopped": 1], starts: ["new": 1])
      }
    }

    @Test func killOfAPausedContainerIsStopped() async throws {
      try await Scenario.play("pause-kill", ContainerSpec(policy: .always)) { web in
        try await web.container.start()
        try await web.container.pause()
        try await web.container.kill()
        try await web.expectExit(1, "stopped", code: 137, signal: 9, evidence: "SIGKILL")
        await web.expectStory("create start pause kill(9) die(137)")
        await web.expectState("exited")
        try await web.end(exits: ["stopped": 1], starts: ["new": 1])
      }
    }
  }
}
