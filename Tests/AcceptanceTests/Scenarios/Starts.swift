// Starts that fail, containers that remove themselves, and names that move.

import Foundation
import Testing

extension RealEngine {
  @Suite struct Starts {
    @Test func firstStartOfAMissingProgramIsAStartFailure() async throws {
      try await Scenario.play("start-failed", ContainerSpec(behaviour: .program(["/no/such/program"]), policy: .always)) { web in
        await #expect(throws: EngineAPI.Refusal.self) { try await web.container.start() }
        let failure = try await web.transition("start-failed")
        #expect(failure.exitCode == 127 && failure.json["error"].string?.contains("/no/such/program") == true, "\(failure)")
        #expect(!failure.evidence.isEmpty)
        await web.expectStory("create")
        await web.expectState("created")
        try await web.end(startFailures: 1)
      }
    }

    /// As an updater does it at night.
    @Test func restartThatCannotStartItAgainIsAStartFailure() async throws {
      let source = try TemporaryFolder()
      try await Scenario.play("restart-in-vain", ContainerSpec(behaviour: .graceful(), policy: .always, mounts: ["/data": source.path])) {
        web in
        try await web.container.start()
        try await web.container.whenListening()
        try await web.stage.engine.inside(["rm", "-rf", source.path])
        await #expect(throws: EngineAPI.Refusal.self) { try await web.container.restart() }
        try await web.expectExit(1, "stopped", code: 0, signal: 15, evidence: "SIGTERM")
        let failure = try await web.transition("start-failed")
        #expect(failure.json["error"].string?.contains(source.path) == true, "\(failure)")
        #expect(failure.evidence.first == "state exited", "\(failure)")
        await web.expectState("exited")
        try await web.stage.engine.inside(["mkdir", "-p", source.path])
        try await web.container.start()
        #expect(try await web.transition("start", 2).reason == "manual")
        try await web.end(exits: ["stopped": 1], starts: ["new": 1, "manual": 1], startFailures: 1)
      }
    }

    @Test func removedByItselfFailedWithItsOwnCode() async throws {
      try await Scenario.play("rm-6", ContainerSpec(behaviour: .exits(6), autoRemove: true)) { job in
        try await job.container.start()
        try await job.expectExit(1, "failed", code: 6, evidence: "exit code 6")
        _ = try await job.transition("removed")
        await job.expectStory("create start die(6) destroy")
        try await job.end(exits: ["failed": 1], starts: ["new": 1], removing: false)
      }
    }

    @Test func removedByItselfAfterExit0Completed() async throws {
      try await Scenario.play("rm-0", ContainerSpec(behaviour: .exits(0), autoRemove: true)) { job in
        try await job.container.start()
        try await job.expectExit(1, "completed", code: 0, evidence: "exit code 0")
        try await job.end(exits: ["completed": 1], starts: ["new": 1], removing: false)
      }
    }

    /// Whether inspect still answers is a race against the removal. If it does, the code is known; if not, the label could have forged
    /// it, and nothing is invented.
    @Test func removedByItselfWithAForgedCodeIsNeverCompleted() async throws {
      let spec = ContainerSpec(behaviour: .exits(6), autoRemove: true, labels: ["exitCode": "0"])
      try await Scenario.play("rm-forged", spec) { job in
        try await job.container.start()
        _ = try await job.transition("removed")
        let exit = try await job.transition("exit")
        #expect(["failed 6", "unknown -"].contains("\(exit.outcome ?? "") \(exit.exitCode.map(String.init) ?? "-")"), "\(exit)")
        #expect(!exit.evidence.isEmpty)
        try await job.end(exits: [exit.outcome ?? "": 1], starts: ["new": 1], removing: false)
      }
    }

    @Test func composeRecreationKeepsTheCountersOfTheName() async throws {
      let labels = ["com.docker.compose.project": "shop", "com.docker.compose.service": "web"]
      try await Scenario.play("shop-web-1", ContainerSpec(behaviour: .graceful(), policy: .always, labels: labels)) { web in
        try await web.container.start()
        try await web.container.whenListening()
        var spec = web.container.spec
        spec.labels["com.docker.compose.replace"] = web.container.id
        let temporary = "\(web.container.id.prefix(12))_shop-web-1"
        let next = try await TestContainer(temporary, spec, on: web.stage.engine, sharingControlOf: web.container)
        try await web.container.stop(timeout: 60)
        try await web.container.remove()
        try await next.rename("shop-web-1")
        try await next.start()
        try await web.expectExit(1, "stopped", code: 0, signal: 15, evidence: "SIGTERM")
        let start = try await web.transition("start", 2)
        #expect(start.reason == "new" && start.json["id"].string == next.id, "\(start)")
        await web.expect(exits: ["stopped": 1], starts: ["new": 2])
        let page = try await web.stage.dogwatch.scrape()
        #expect(page.samples.filter { $0.labels["name"] == temporary }.isEmpty)
        #expect(page.all("docker_container_info", ["name": "shop-web-1", "compose_project": "shop", "compose_service": "web"]).count == 1)
        try await next.order(exit: 3)
        try await web.expectExit(2, "restarted", code: 3, evidence: "always")
        await web.expect(exits: ["stopped": 1, "restarted": 1], starts: ["new": 2, "policy": 1])
        try await next.remove()
        try await web.end(exits: ["stopped": 2, "restarted": 1], starts: ["new": 2, "policy": 1], removing: false)
        #expect(try await web.stage.dogwatch.scrape().samples.filter { $0.labels["name"] == temporary }.isEmpty)
      }
    }

    @Test func countersStayWithTheNameOnARename() async throws {
      try await Scenario.play("rename-old") { web in
        try await web.container.start()
        await web.expect(starts: ["new": 1])
        try await web.container.rename("rename-new")
        let dogwatch = web.stage.dogwatch
        let renamed = try await eventually(
          "the rename", read: { try await dogwatch.transitions(of: "rename-new").first { $0.kind == "renamed" } }, until: { $0 != nil })
        #expect(renamed?.json["oldName"].string == "rename-old", "\(String(describing: renamed))")
        try await web.container.order(exit: 0)
        await dogwatch.expect(ContainerCounters(exits: ["completed": 1]), of: "rename-new")
        await dogwatch.expect(ContainerCounters(starts: ["new": 1]), of: "rename-old")
        #expect(try await dogwatch.scrape().state(of: "rename-new") == "exited")
        #expect(try await dogwatch.scrape().state(of: "rename-old") == nil)
        web.stage.settle("rename-new", ContainerCounters(exits: ["completed": 1]))
        try await web.end(starts: ["new": 1])
      }
    }

    @Test func recreationUnderTheSameNameIsNewAgain() async throws {
      try await Scenario.play("recreated", ContainerSpec(behaviour: .exits(0))) { job in
        try await job.container.start()
        await job.expect(exits: ["completed": 1], starts: ["new": 1])
        try await job.container.remove()
        let next = try await TestContainer("recreated", job.container.spec, on: job.stage.engine, sharingControlOf: job.container)
        try await next.start()
        try await job.expectExit(2, "completed", code: 0, evidence: "exit code 0")
        await job.expect(exits: ["completed": 2], starts: ["new": 2])
        try await next.remove()
        try await job.end(exits: ["completed": 2], starts: ["new": 2], removing: false)
      }
    }

    @Test func containerThatAsksNotToBeWatchedIsNot() async throws {
      let stage = try Stage.current
      let hidden = try await TestContainer(
        "hidden", ContainerSpec(behaviour: .exits(1), labels: ["dogwatch.enable": "false"]), on: stage.engine)
      try await hidden.start()
      try await hidden.whenExited()
      // Whatever is told about this one came later.
      try await Scenario.play("after-hidden", ContainerSpec(behaviour: .exits(0))) { job in
        try await job.container.start()
        try await job.expectExit(1, "completed", code: 0, evidence: "exit code 0")
        try await job.end(exits: ["completed": 1], starts: ["new": 1])
      }
      #expect(try await stage.dogwatch.scrape().samples.filter { $0.labels["name"] == "hidden" }.isEmpty)
      #expect(try await stage.dogwatch.transitions(of: "hidden").isEmpty)
      try await hidden.remove()
    }
  }
}
