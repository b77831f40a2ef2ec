// Dogwatch itself is killed, and begins again on the same state.

import Foundation
import Glibc
import Testing

@Suite(.needsEngine, .engineLane)
struct DaemonRestarts {
  private func onEngine(_ body: (PrivateEngine, TemporaryFolder) async throws -> Void) async throws {
    let engine = try await PrivateEngine()
    do {
      try await body(engine, try TemporaryFolder())
    } catch {
      try await engine.dismantle()
      throw error
    }
    try await engine.dismantle()
  }

  private func watch(_ engine: PrivateEngine, _ folder: TemporaryFolder) async throws -> Dogwatch {
    let dogwatch = try Dogwatch(host: engine.host, state: "\(folder.path)/state")
    try await dogwatch.whenReady()
    return dogwatch
  }

  private func kill(_ dogwatch: Dogwatch) async throws {
    dogwatch.process.signal(SIGKILL)
    #expect(try await dogwatch.process.waitForExit() == .signal(SIGKILL))
  }

  /// The numbers rise by one from the first on: nothing was told twice, and nothing got lost.
  private func expectWhole(_ rows: [TransitionRow], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(rows.map(\.sequence) == Array(1...max(rows.count, 1)), "\(rows)", sourceLocation: sourceLocation)
  }

  @Test func whatHappenedWhileItWasGoneIsFoundOutAndMarked() async throws {
    try await onEngine { engine, folder in
      let first = try await watch(engine, folder)
      let web = try await TestContainer("web", ContainerSpec(policy: .always), on: engine)
      let used = try await TestContainer("used", ContainerSpec(policy: .onFailure(1)), on: engine)
      let sick = try await TestContainer("sick", ContainerSpec(probe: ContainerSpec.Probe(retries: 1)), on: engine)
      let gone = try await TestContainer("gone", ContainerSpec(), on: engine)
      sick.put("healthy")
      for container in [web, used, sick, gone] { try await container.start() }
      try await web.order(exit: 1)
      let known = ContainerCounters(exits: ["restarted": 1], starts: ["new": 1, "policy": 1])
      await first.expect(known, of: "web")
      await first.expect(ContainerCounters(starts: ["new": 1], health: ["starting": 1, "healthy": 1]), of: "sick")
      let before = try await first.transitions()
      try await kill(first)

      try await web.order(exit: 1)
      try await web.when("restarted") { $0["RestartCount"].int == 2 && $0["State"]["Status"].string == "running" }
      for restarts in 1...2 {
        try await used.order(exit: 4)
        if restarts < 2 {
          try await used.when("restarted") { $0["RestartCount"].int == restarts && $0["State"]["Status"].string == "running" }
        }
      }
      try await used.whenExited()
      sick.take("healthy")
      try await sick.whenHealth("unhealthy")
      try await gone.remove()
      let born = try await TestContainer("born", ContainerSpec(), on: engine)
      try await born.start()
      // Everything is pushed out of the engine's memory of 256 events.
      for number in 0..<300 { try await engine.api.call("POST", "/images/box:latest/tag?repo=noise&tag=\(number % 2)") }

      let second = try await watch(engine, folder)
      await second.expect(ContainerCounters(exits: ["restarted": 2], starts: ["new": 1, "policy": 2]), of: "web")
      await second.expect(ContainerCounters(exits: ["restarted": 1, "exhausted": 1], starts: ["new": 1, "policy": 1]), of: "used")
      await second.expect(
        ContainerCounters(starts: ["new": 1], health: ["starting": 1, "healthy": 1, "unhealthy": 1]), of: "sick")
      await second.expect(ContainerCounters(exits: ["stopped": 1], starts: ["new": 1]), of: "gone")
      await second.expect(ContainerCounters(starts: ["new": 1]), of: "born")

      let rows = try await second.transitions()
      expectWhole(rows)
      #expect(rows.prefix(before.count).map(\.description) == before.map(\.description))
      let found = rows.dropFirst(before.count)
      #expect(found.filter { $0.kind == "gap" }.map(\.cause) == ["daemon-stopped"])
      #expect(found.filter { $0.kind != "gap" }.allSatisfy { $0.isInferred && !$0.evidence.isEmpty }, "\(found)")
      let page = try await second.scrape()
      #expect(page["dogwatch_gaps_total", ["cause": "daemon-stopped"]] == 1)
      #expect(page["dogwatch_store_healthy"] == 1 && page["dogwatch_store_errors_total"] == 0)
      try await second.stop()
    }
  }

  @Test func whatTheEnginesMemoryHoldsIsSeenAsItWas() async throws {
    try await onEngine { engine, folder in
      let first = try await watch(engine, folder)
      let web = try await TestContainer("web", ContainerSpec(policy: .always), on: engine)
      try await web.start()
      await first.expect(ContainerCounters(starts: ["new": 1]), of: "web")
      try await kill(first)
      try await web.order(exit: 1)
      try await web.when("restarted") { $0["RestartCount"].int == 1 && $0["State"]["Status"].string == "running" }
      try await web.restart()
      try await web.stop()
      let second = try await watch(engine, folder)
      await second.expect(
        ContainerCounters(exits: ["restarted": 1, "stopped": 2], starts: ["new": 1, "policy": 1, "manual": 1]), of: "web")
      let rows = try await second.transitions()
      expectWhole(rows)
      #expect(rows.filter { $0.name == "web" }.allSatisfy { !$0.isInferred }, "\(rows)")
      try await second.stop()
    }
  }

  @Test func anEngineThatRestartedMeanwhileIsJudgedAsSuch() async throws {
    try await onEngine { engine, folder in
      let first = try await watch(engine, folder)
      let web = try await TestContainer("web", ContainerSpec(behaviour: .graceful(code: 3), policy: .always), on: engine)
      try await web.start()
      try await web.whenListening()
      await first.expect(ContainerCounters(starts: ["new": 1]), of: "web")
      try await kill(first)
      try await engine.stop()
      try await engine.boot()
      try await web.whenRunning()
      let second = try await watch(engine, folder)
      await second.expect(ContainerCounters(exits: ["engine-shutdown": 1], starts: ["new": 1, "engine": 1]), of: "web")
      let rows = try await second.transitions()
      expectWhole(rows)
      #expect(rows.filter { $0.kind == "gap" }.map(\.cause) == ["daemon-stopped"])
      try await second.stop()
    }
  }
}
