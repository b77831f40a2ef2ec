// What happens while the engine waits before the next restart. The wait before the seventh is 6.4 s: time enough on a busy machine.

import Testing

extension RealEngine {
  @Suite struct BackOffs {
    /// A crash loop in its seventh back-off, to which something is done: six crashes that were restarted, and one whose verdict waits.
    private func play(
      _ name: String, doing act: (TestContainer) async throws -> Void, story: String, then judge: (Scenario) async throws -> Void
    ) async throws {
      try await Scenario.provoke(
        name, ContainerSpec(behaviour: .exitsUntilToldToStay(1), policy: .always),
        by: { web in
          try await web.start()
          try await web.whenBackingOff(beforeRestart: 7)
          try await act(web)
        }, story: "create " + String(repeating: "start die(1) ", count: 7) + story, then: judge)
    }

    private static let crashes = ["restarted": 6, "stopped": 1]

    @Test func stopDuringBackOffIsStopped() async throws {
      try await play(
        "back-off-stop",
        doing: { web in try await web.stop() }, story: "stop",
        then: { web in
          try await web.expectExit(7, "stopped", code: 1, evidence: "stop")
          await web.expectState("exited")
          try await web.end(exits: Self.crashes, starts: ["new": 1, "policy": 6])
        })
    }

    @Test func killDuringBackOffIsStopped() async throws {
      try await play(
        "back-off-kill",
        doing: { web in try await web.kill() }, story: "",
        then: { web in
          try await web.expectExit(7, "stopped", code: 1, evidence: "back-off")
          await web.expectState("exited")
          let truth = try await web.container.inspect()
          #expect(truth["RestartCount"].int == 7 && truth["State"]["Error"].string == "")
          try await web.end(exits: Self.crashes, starts: ["new": 1, "policy": 6])
        })
    }

    @Test func removalDuringBackOffIsStopped() async throws {
      try await play(
        "back-off-rm",
        doing: { web in try await web.remove() }, story: "destroy",
        then: { web in
          try await web.expectExit(7, "stopped", code: 1, evidence: "back-off")
          _ = try await web.transition("removed")
          try await web.end(exits: Self.crashes, starts: ["new": 1, "policy": 6], removing: false)
        })
    }

    @Test func startDuringBackOffChangesNothing() async throws {
      try await play(
        "back-off-start",
        doing: { web in
          try await web.start()
          web.put("stay")
        }, story: "start",
        then: { web in
          try await web.expectExit(7, "restarted", code: 1, evidence: "always")
          let start = try await web.transition("start", 8)
          #expect(start.reason == "policy", "\(start)")
          await web.expectState("running")
          try await web.end(exits: ["restarted": 7], starts: ["new": 1, "policy": 7])
        })
    }

    @Test func restartDuringBackOffIsAStopAndAManualStart() async throws {
      try await play(
        "back-off-restart",
        doing: { web in
          web.put("stay")
          try await web.restart()
        }, story: "stop start restart",
        then: { web in
          try await web.expectExit(7, "stopped", code: 1, evidence: "stop")
          let start = try await web.transition("start", 8)
          #expect(start.reason == "manual", "\(start)")
          #expect(try await web.container.inspect()["RestartCount"].int == 0)
          try await web.end(exits: Self.crashes, starts: ["new": 1, "policy": 6, "manual": 1])
        })
    }

    @Test func stateAndDelayShowWhileItWaits() async throws {
      try await Scenario.play("back-off-shown", ContainerSpec(behaviour: .exits(1), policy: .always)) { web in
        try await web.container.start()
        try await eventually("a back-off of 6.4 s on /metrics") {
          let page = try await web.stage.dogwatch.scrape()
          return page["docker_container_restart_delay_seconds", ["name": web.name]] == 6.4 && page.state(of: web.name) == "restarting"
            && page["docker_container_restart_retries_used", ["name": web.name]] == 7
        }
        try await web.container.remove()
      }
    }
  }
}
