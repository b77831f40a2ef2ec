// What health checks do, line by line of ENGINE.md's section.

import Foundation
import Testing

extension RealEngine {
  @Suite struct Health {
    private func play(
      _ name: String, _ probe: ContainerSpec.Probe = ContainerSpec.Probe(), _ spec: ContainerSpec = ContainerSpec(),
      _ script: (Scenario) async throws -> Void
    ) async throws {
      var spec = spec
      spec.probe = probe
      try await Scenario.play(name, spec, script)
    }

    @Test func startingIsNeverAnnouncedAndCountedOnce() async throws {
      // The engine's defaults: the first probe comes after 30 s.
      try await play("health-default", ContainerSpec.Probe(interval: 0, timeout: 0, retries: 0)) { web in
        try await web.container.start()
        await web.expectState("running", health: "starting")
        await web.expectStory("create start")
        #expect(try await web.gists() == ["created", "start new"])
        try await web.end(starts: ["new": 1], health: ["starting": 1])
      }
    }

    @Test func containerWithoutACheckHasNoHealth() async throws {
      try await Scenario.play("health-none") { web in
        try await web.container.start()
        await web.expectState("running", health: "none")
        let page = try await web.stage.dogwatch.scrape()
        for metric in ["health_transitions_total", "health_status_seconds_total", "health_failing_streak", "health_flapping"] {
          #expect(page.all("docker_container_\(metric)", ["name": web.name]).isEmpty)
        }
        try await web.end(starts: ["new": 1])
      }
    }

    @Test func failuresInARowMakeUnhealthyAndOneSuccessHealthy() async throws {
      let test = "test -e /ctl/healthy || { head -c 3000 /dev/zero | tr '\\0' x; exit 1; }"
      try await play("health-change", ContainerSpec.Probe(test: ["CMD-SHELL", test], retries: 3)) { web in
        web.container.put("healthy")
        try await web.container.start()
        await web.expectState("running", health: "healthy")
        let first = try await web.transition("health", 1)
        #expect(first.from == "starting" && first.to == "healthy" && !first.isInferred, "\(first)")
        web.container.take("healthy")
        await web.expectState("running", health: "unhealthy")
        let second = try await web.transition("health", 2)
        #expect(second.from == "healthy" && second.to == "unhealthy", "\(second)")
        #expect(second.json["failingStreak"].int ?? 0 >= 3, "\(second)")
        let output = second.json["output"].string ?? ""
        #expect(output.utf8.count == 1024 && output.allSatisfy { $0 == "x" }, "\(second)")
        #expect(!second.evidence.isEmpty)
        #expect(try await web.gauge("docker_container_health_failing_streak") ?? 0 >= 3)
        web.container.put("healthy")
        await web.expectState("running", health: "healthy")
        try await eventually("a streak of 0") { try await web.gauge("docker_container_health_failing_streak") == 0 }
        let log = try await web.container.inspect()["State"]["Health"]["Log"].array
        #expect(log.count <= 5)
        try await web.end(starts: ["new": 1], health: ["starting": 1, "healthy": 2, "unhealthy": 1])
      }
    }

    @Test func failureWithinTheStartPeriodDoesNotCount() async throws {
      try await play("health-start-period", ContainerSpec.Probe(retries: 1, startPeriod: 600)) { web in
        try await web.container.start()
        try await web.container.when("two failed probes") { inspect in
          inspect["State"]["Health"]["Log"].array.filter { $0["ExitCode"].int == 1 }.count >= 2
        }
        await web.expectState("running", health: "starting")
        #expect(try await web.gauge("docker_container_health_failing_streak") == 0)
        web.container.put("healthy")
        await web.expectState("running", health: "healthy")
        try await web.end(starts: ["new": 1], health: ["starting": 1, "healthy": 1])
      }
    }

    @Test func probeThatTimesOutFails() async throws {
      try await play("health-timeout", ContainerSpec.Probe(test: ["CMD", "sleep", "100"], timeout: 1, retries: 2)) { web in
        try await web.container.start()
        await web.expectState("running", health: "unhealthy")
        let change = try await web.transition("health")
        #expect(change.from == "starting" && change.to == "unhealthy", "\(change)")
        #expect(change.json["output"].string?.contains("exceeded timeout") == true, "\(change)")
        try await web.end(starts: ["new": 1], health: ["starting": 1, "unhealthy": 1])
      }
    }

    @Test func intervalRunsFromTheEndOfTheLastProbe() async throws {
      try await play("health-interval", ContainerSpec.Probe(test: ["CMD", "sleep", "1.5"])) { web in
        try await web.container.start()
        let inspect = try await web.container.when("two probes") { $0["State"]["Health"]["Log"].array.count >= 2 }
        let log = inspect["State"]["Health"]["Log"].array.suffix(2).map { $0 }
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let end = try Date(log[0]["End"].string ?? "", strategy: format)
        let next = try Date(log[1]["Start"].string ?? "", strategy: format)
        #expect(next.timeIntervalSince(end) >= 0.99)
        await web.expectState("running", health: "healthy")
        try await web.end(starts: ["new": 1], health: ["starting": 1, "healthy": 1])
      }
    }

    @Test func stoppedContainerThatReadsUnhealthyIsUnknown() async throws {
      try await play("health-stopped", ContainerSpec.Probe(), ContainerSpec(policy: .unlessStopped)) { web in
        web.container.put("healthy")
        try await web.container.start()
        await web.expectState("running", health: "healthy")
        try await web.container.stop()
        await web.expectState("exited", health: "unknown")
        #expect(try await web.container.inspect()["State"]["Health"]["Status"].string == "unhealthy")
        // A new run begins anew.
        try await web.container.start()
        await web.expectState("running", health: "healthy")
        #expect(try await web.transitions().filter { $0.kind == "health" }.map(\.gist) == ["health healthy", "health healthy"])
        try await web.end(exits: ["stopped": 1], starts: ["new": 1, "manual": 1], health: ["starting": 2, "healthy": 2])
      }
    }

    @Test func crashWhileUnhealthyStartsAnew() async throws {
      try await play("health-crash", ContainerSpec.Probe(), ContainerSpec(policy: .always)) { web in
        try await web.container.start()
        await web.expectState("running", health: "unhealthy")
        web.container.put("healthy")
        await web.expectState("running", health: "healthy")
        try await web.container.order(exit: 1)
        try await web.expectExit(1, "restarted", code: 1, evidence: "always")
        await web.expect(
          exits: ["restarted": 1], starts: ["new": 1, "policy": 1], health: ["starting": 2, "healthy": 2, "unhealthy": 1])
        try await web.end(
          exits: ["restarted": 1], starts: ["new": 1, "policy": 1], health: ["starting": 2, "healthy": 2, "unhealthy": 1])
      }
    }

    @Test func pausedContainerThatReadsUnhealthyIsUnknownAndNoRecoveryFollows() async throws {
      try await play("health-pause") { web in
        web.container.put("healthy")
        try await web.container.start()
        await web.expectState("running", health: "healthy")
        try await web.container.pause()
        await web.expectState("paused", health: "unknown")
        #expect(try await web.container.inspect()["State"]["Health"]["Status"].string == "unhealthy")
        try await web.container.unpause()
        // The engine announces a recovery that is none.
        try await eventually("the announcement") {
          web.stage.tape.story(of: web.name).hasSuffix("unpause health_status: healthy")
        }
        await web.expectState("running", health: "healthy")
        #expect(try await web.gists() == ["created", "start new", "health healthy", "paused", "unpaused"])
        try await web.end(starts: ["new": 1], health: ["starting": 1, "healthy": 1])
      }
    }

    @Test func pauseAndUnpauseWhileUnhealthyIsNoTransition() async throws {
      try await play("health-pause-bad", ContainerSpec.Probe(retries: 1)) { web in
        try await web.container.start()
        await web.expectState("running", health: "unhealthy")
        try await web.container.pause()
        await web.expectState("paused", health: "unknown")
        try await web.container.unpause()
        await web.expectState("running", health: "unhealthy")
        #expect(try await web.gists() == ["created", "start new", "health unhealthy", "paused", "unpaused"])
        try await web.end(starts: ["new": 1], health: ["starting": 1, "unhealthy": 1])
      }
    }

    @Test func healthLostWhilePausedIsFoundThoughNothingAnnouncesIt() async throws {
      try await play("health-pause-lost", ContainerSpec.Probe(retries: 1)) { web in
        web.container.put("healthy")
        try await web.container.start()
        await web.expectState("running", health: "healthy")
        try await web.container.pause()
        await web.expectState("paused", health: "unknown")
        web.container.take("healthy")
        try await web.container.unpause()
        await web.expectState("running", health: "unhealthy")
        let change = try await web.transition("health", 2)
        #expect(change.from == "healthy" && change.to == "unhealthy" && change.isInferred, "\(change)")
        try await web.end(starts: ["new": 1], health: ["starting": 1, "healthy": 1, "unhealthy": 1])
      }
    }

    @Test func fourChangesAreFlapping() async throws {
      try await play("health-flap") { web in
        web.container.put("healthy")
        try await web.container.start()
        await web.expectState("running", health: "healthy")
        #expect(try await web.gauge("docker_container_health_flapping") == 0)
        for _ in 0..<2 {
          web.container.take("healthy")
          await web.expectState("running", health: "unhealthy")
          web.container.put("healthy")
          await web.expectState("running", health: "healthy")
        }
        #expect(try await web.gauge("docker_container_health_flapping") == 1)
        try await web.end(starts: ["new": 1], health: ["starting": 1, "healthy": 3, "unhealthy": 2])
      }
    }

    @Test func firstSightIsABaseline() async throws {
      let stage = try Stage.current
      try await play("sight-good") { good in
        try await play("sight-bad", ContainerSpec.Probe(retries: 1)) { bad in
          try await Scenario.play("sight-exited", ContainerSpec(behaviour: .exits(9))) { exited in
            good.container.put("healthy")
            for one in [good, bad, exited] { try await one.container.start() }
            await good.expectState("running", health: "healthy")
            await bad.expectState("running", health: "unhealthy")
            await exited.expectState("exited", health: "none")

            let second = try Dogwatch(host: stage.engine.host)
            try await second.whenReady()
            let page = try await second.scrape()
            #expect(page.health(of: good.name) == "healthy" && page.health(of: bad.name) == "unhealthy")
            #expect(page.state(of: exited.name) == "exited")
            #expect(page["docker_container_last_exit_code", ["name": exited.name]] == 9)
            let told = Set(try await second.transitions().compactMap(\.name))
            #expect(told.isDisjoint(with: [good.name, bad.name, exited.name]), "\(told)")
            for one in [good, bad] { #expect(ContainerCounters(of: one.name, on: page) == ContainerCounters(health: [:])) }
            #expect(ContainerCounters(of: exited.name, on: page) == ContainerCounters())
            try await second.stop()

            try await exited.end(exits: ["failed": 1], starts: ["new": 1])
            try await bad.end(starts: ["new": 1], health: ["starting": 1, "unhealthy": 1])
            try await good.end(starts: ["new": 1], health: ["starting": 1, "healthy": 1])
          }
        }
      }
    }
  }
}
