// Exits of a container's own making, and what its restart policy does about them.

import Testing

extension RealEngine {
  @Suite struct Crashes {
    @Test(arguments: [
      ("always-1", ContainerSpec.Policy.always, 1), ("always-0", .always, 0), ("unless-3", .unlessStopped, 3),
      ("unless-0", .unlessStopped, 0),
      ("on-failure-4", .onFailure(), 4), ("on-failure-5-9", .onFailure(5), 9),
    ])
    func crashThatThePolicyBringsBackIsRestarted(_ name: String, _ policy: ContainerSpec.Policy, _ code: Int) async throws {
      try await Scenario.play("crash-\(name)", ContainerSpec(policy: policy)) { web in
        try await web.container.start()
        try await web.container.order(exit: code)
        let exit = try await web.expectExit(1, "restarted", code: code, evidence: policy.word)
        #expect(exit.restartDelaySeconds == 0.1)
        #expect(exit.ranForSeconds ?? -1 > 0)
        let start = try await web.transition("start", 2)
        #expect(start.reason == "policy" && !start.evidence.isEmpty && !start.isInferred, "\(start)")
        await web.expectStory("create start die(\(code)) start")
        await web.expectState("running")
        try await web.end(exits: ["restarted": 1], starts: ["new": 1, "policy": 1])
      }
    }

    @Test func onFailure3UsedUpIsExhausted() async throws {
      try await Scenario.play("exhausted", ContainerSpec(behaviour: .exits(1), policy: .onFailure(3))) { web in
        try await web.container.start()
        try await web.expectExit(4, "exhausted", code: 1, evidence: "on-failure:3")
        await web.expectStory("create start die(1) start die(1) start die(1) start die(1)")
        let crashes = Array(repeating: ["exit restarted", "start policy"], count: 3).flatMap(\.self)
        let expected = ["created", "start new"] + crashes + ["exit exhausted"]
        #expect(try await web.gists() == expected)
        await web.expectState("exited")
        await web.expect(exits: ["restarted": 3, "exhausted": 1], starts: ["new": 1, "policy": 3])
        #expect(try await web.gauge("docker_container_restart_retries_used") == 3)
        #expect(try await web.gauge("docker_container_restart_retries_limit") == 3)
        #expect(try await web.gauge("docker_container_last_exit_code") == 1)
        try await web.end(exits: ["restarted": 3, "exhausted": 1], starts: ["new": 1, "policy": 3])
      }
    }

    @Test(arguments: [("on-failure", ContainerSpec.Policy.onFailure()), ("on-failure-2", .onFailure(2)), ("no", .no)])
    func exit0ThatThePolicyLeavesIsCompleted(_ name: String, _ policy: ContainerSpec.Policy) async throws {
      try await Scenario.play("completed-\(name)", ContainerSpec(behaviour: .exits(0), policy: policy)) { job in
        try await job.container.start()
        try await job.expectExit(1, "completed", code: 0, evidence: "exit code 0")
        await job.expectStory("create start die(0)")
        await job.expectState("exited")
        try await job.end(exits: ["completed": 1], starts: ["new": 1])
      }
    }

    @Test func exitOtherThan0UnderNoIsFailed() async throws {
      try await Scenario.play("failed-no", ContainerSpec(behaviour: .exits(3))) { job in
        try await job.container.start()
        try await job.expectExit(1, "failed", code: 3, evidence: "exit code 3")
        #expect(try await job.gists() == ["created", "start new", "exit failed"])
        try await job.end(exits: ["failed": 1], starts: ["new": 1])
      }
    }

    @Test func labelThatForgesTheExitCodeIsNotBelieved() async throws {
      try await Scenario.play("forged", ContainerSpec(behaviour: .exits(3), labels: ["exitCode": "0", "signal": "15"])) { job in
        try await job.container.start()
        try await job.expectExit(1, "failed", code: 3, evidence: "exit code 3")
        try await job.end(exits: ["failed": 1], starts: ["new": 1])
      }
    }

    @Test func sigkillFromTheHostIsTheContainersOwnExit() async throws {
      try await Scenario.play("host-kill") { web in
        try await web.container.start()
        let pid = try await web.container.inspect()["State"]["Pid"].int ?? 0
        try await web.stage.engine.inside(["sh", "-c", "kill -9 \(pid)"])
        try await web.expectExit(1, "failed", code: 137, evidence: "exit code 137")
        await web.expectStory("create start die(137)")
        try await web.end(exits: ["failed": 1], starts: ["new": 1])
      }
    }

    @Test func restartThatFailsForAMissingBindMountIsTold() async throws {
      let source = try TemporaryFolder()
      try await Scenario.play("restart-failed", ContainerSpec(policy: .always, mounts: ["/data": source.path])) { web in
        try await web.container.start()
        try await web.container.whenRunning()
        try await web.stage.engine.inside(["rm", "-rf", source.path])
        try await web.container.order(exit: 1)
        try await web.expectExit(1, "restart-failed", code: 1, evidence: "the restart failed")
        await web.expectStory("create start die(1)")
        let truth = try await web.container.inspect()
        #expect(truth["RestartCount"].int == 1 && truth["State"]["Error"].string?.isEmpty == false)
        await web.expectState("exited")
        // A person mends it: started by hand, not by the policy.
        try await web.stage.engine.inside(["mkdir", "-p", source.path])
        try await web.container.start()
        let start = try await web.transition("start", 2)
        #expect(start.reason == "manual", "\(start)")
        try await web.end(exits: ["restart-failed": 1], starts: ["new": 1, "manual": 1])
      }
    }

    @Test func hangupSurvivedUnderUnlessStoppedCancelsALaterRestart() async throws {
      try await Scenario.play("hup-unless", ContainerSpec(policy: .unlessStopped)) { web in
        try await web.container.start()
        try await web.container.kill("HUP")
        await web.expectStory("create start kill(1)")
        await web.expect(starts: ["new": 1])
        try await web.container.order(exit: 5)
        try await web.expectExit(1, "restart-cancelled", code: 5, signal: 1, evidence: "SIGHUP")
        await web.expectStory("create start kill(1) die(5)")
        try await web.end(exits: ["restart-cancelled": 1], starts: ["new": 1])
      }
    }

    @Test func hangupWithAStopSignalOfItsOwnCancelsNothingUnderAlways() async throws {
      try await Scenario.play("hup-stopsignal", ContainerSpec(policy: .always, stopSignal: "SIGUSR1")) { web in
        try await web.container.start()
        try await web.container.kill("HUP")
        await web.expectStory("create start kill(1)")
        try await web.container.order(exit: 5)
        try await web.expectExit(1, "restarted", code: 5, signal: 1, evidence: "always")
        try await web.end(exits: ["restarted": 1], starts: ["new": 1, "policy": 1])
      }
    }

    @Test func hangupUnderNoChangesNothingOfALaterFailure() async throws {
      try await Scenario.play("hup-no") { web in
        try await web.container.start()
        try await web.container.kill("HUP")
        try await web.container.order(exit: 5)
        try await web.expectExit(1, "failed", code: 5, signal: 1, evidence: "exit code 5")
        try await web.end(exits: ["failed": 1], starts: ["new": 1])
      }
    }

    @Test func crashLoopIsAnEpisodeThatAStopEnds() async throws {
      try await Scenario.play("crash-loop", ContainerSpec(behaviour: .exitsUntilToldToStay(1), policy: .always)) { web in
        try await web.container.start()
        try await eventually("an episode") { try await web.gauge("docker_container_crash_looping") == 1 }
        web.container.put("stay")
        try await web.container.when("staying") { _ in web.container.isListening }
        let restarts = try await web.container.inspect()["RestartCount"].int ?? 0
        #expect(restarts >= 3)
        await web.expect(exits: ["restarted": restarts], starts: ["new": 1, "policy": restarts])
        #expect(try await web.gauge("docker_container_crash_looping") == 1)
        try await web.container.stop()
        try await web.expectExit(restarts + 1, "stopped", code: 137, signal: 15, evidence: "SIGKILL")
        try await eventually("the end of the episode") { try await web.gauge("docker_container_crash_looping") == 0 }
        try await web.end(exits: ["restarted": restarts, "stopped": 1], starts: ["new": 1, "policy": restarts])
      }
    }
  }
}
