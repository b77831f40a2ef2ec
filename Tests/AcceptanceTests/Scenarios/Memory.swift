// Kills for memory, of the main process and of a child.

import Testing

extension RealEngine {
  @Suite struct Memory {
    private static let small = 16 << 20

    private static let hog = ContainerSpec.Behaviour.program(["tail", "/dev/zero"])

    @Test func mainProcessKilledForMemoryFailed() async throws {
      try await Scenario.provoke(
        "oom-main", ContainerSpec(behaviour: Self.hog, memory: Self.small), by: { try await $0.start() },
        story: "create start oom die(137)",
        then: { web in
          try await web.expectExit(1, "failed", code: 137, oom: true, evidence: "memory")
          try await web.end(exits: ["failed": 1], starts: ["new": 1], oomKills: 1)
        })
    }

    @Test func killForMemoryUnderAPolicyIsCountedOnceARun() async throws {
      try await Scenario.provoke(
        "oom-on-failure", ContainerSpec(behaviour: Self.hog, policy: .onFailure(1), memory: Self.small), by: { try await $0.start() },
        story: "create start oom die(137) start oom die(137)",
        then: { web in
          try await web.expectExit(1, "restarted", code: 137, oom: true, evidence: "memory")
          try await web.expectExit(2, "exhausted", code: 137, oom: true, evidence: "on-failure:1")
          try await web.end(exits: ["restarted": 1, "exhausted": 1], starts: ["new": 1, "policy": 1], oomKills: 2)
        })
    }

    @Test func childrenKilledForMemoryAreNoExitAndCountOnce() async throws {
      let script = "tail /dev/zero; : >/ctl/up; read c </ctl/do; tail /dev/zero; exit $c"
      try await Scenario.provoke(
        "oom-child", ContainerSpec(behaviour: .shell(script), memory: Self.small),
        by: { web in
          try await web.start()
          try await web.whenListening()
        }, story: "create start oom",
        then: { web in
          await web.expect(starts: ["new": 1], oomKills: 1)
          await web.expectState("running")
          // Another child of the same run.
          try await web.container.order(exit: 0)
          try await web.expectExit(1, "completed", code: 0, evidence: "exit code 0")
          try await web.end(exits: ["completed": 1], starts: ["new": 1], oomKills: 1)
        })
    }
  }
}
