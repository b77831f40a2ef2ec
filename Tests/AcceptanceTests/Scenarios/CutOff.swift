// Dogwatch cut off from the socket for 30 s while 50 containers go through changes.

import Foundation
import Testing

@Suite(.needsEngine, .engineLane)
struct CutOff {
  /// What happens to some containers while nobody sees it, what a witness would have counted, and what can be known afterwards.
  struct Fate: Sendable {
    var name: String
    var count = 5
    var spec: ContainerSpec
    /// Begins within the cut.
    var isBorn = false
    var happen: @Sendable (TestContainer) async throws -> Void
    /// Counted before, and what the script does.
    var before: ContainerCounters
    var script: ContainerCounters
    /// How the counters may differ from the script's: counter, difference, reason. Nothing else may.
    var differences: [(counter: String, by: Double, because: String)] = []
    /// The kinds of transitions by which dogwatch tells what it found.
    var told: Set<String> = []

    var known: ContainerCounters {
      differences.reduce(script) { $0.adding($1.counter, $1.by) }
    }
  }

  private static let probe = ContainerSpec.Probe(retries: 1)
  private static let once = ContainerCounters(starts: ["new": 1])
  private static let onceHealthy = ContainerCounters(starts: ["new": 1], health: ["starting": 1, "healthy": 1])

  static let fates: [Fate] = [
    Fate(name: "calm", spec: ContainerSpec(policy: .always), happen: { _ in }, before: once, script: once),
    Fate(
      name: "sick", spec: ContainerSpec(probe: probe),
      happen: {
        $0.take("healthy")
        try await $0.whenHealth("unhealthy")
      }, before: onceHealthy, script: onceHealthy.adding("health to unhealthy"), told: ["health"]),
    Fate(
      name: "relapsed", spec: ContainerSpec(probe: probe),
      happen: {
        $0.take("healthy")
        try await $0.whenHealth("unhealthy")
        $0.put("healthy")
        try await $0.whenHealth("healthy")
      }, before: onceHealthy, script: onceHealthy.adding("health to unhealthy").adding("health to healthy"),
      differences: [
        ("health to unhealthy", -1, "it is as it was: inspect keeps no history of changes"),
        ("health to healthy", -1, "likewise"),
      ]),
    Fate(
      name: "crashed", spec: ContainerSpec(policy: .always),
      happen: {
        try await $0.order(exit: 1)
        try await $0.when("restarted") { $0["RestartCount"].int == 1 && $0["State"]["Status"].string == "running" }
      }, before: once, script: ContainerCounters(exits: ["restarted": 1], starts: ["new": 1, "policy": 1]), told: ["exit", "start"]),
    Fate(
      name: "used-up", spec: ContainerSpec(policy: .onFailure(2)),
      happen: { container in
        for restarts in 1...3 {
          try await container.order(exit: 4)
          if restarts < 3 {
            try await container.when("restart \(restarts)") {
              $0["RestartCount"].int == restarts && $0["State"]["Status"].string == "running"
            }
          }
        }
        try await container.whenExited()
      }, before: once,
      script: ContainerCounters(exits: ["restarted": 2, "exhausted": 1], starts: ["new": 1, "policy": 2]), told: ["exit", "start"]),
    Fate(
      name: "failed", spec: ContainerSpec(),
      happen: {
        try await $0.order(exit: 3)
        try await $0.whenExited()
      }, before: once, script: once.adding("exits failed"), told: ["exit"]),
    Fate(
      name: "stopped", spec: ContainerSpec(policy: .always), happen: { try await $0.stop() }, before: once,
      script: once.adding("exits stopped"), told: ["exit"]),
    Fate(
      name: "removed", spec: ContainerSpec(), happen: { try await $0.remove() }, before: once, script: once.adding("exits stopped"),
      told: ["exit", "removed"]),
    Fate(
      name: "restarted", spec: ContainerSpec(policy: .always), happen: { try await $0.restart() }, before: once,
      script: ContainerCounters(exits: ["stopped": 1], starts: ["new": 1, "manual": 1]), told: ["exit", "start"]),
    Fate(
      name: "born", spec: ContainerSpec(), isBorn: true, happen: { try await $0.start() }, before: ContainerCounters(), script: once,
      told: ["created", "start"]),
  ]

  @Test func whatHappensUnseenIsFoundOutAndMarked() async throws {
    let engine = try await PrivateEngine()
    do {
      try await play(on: engine)
    } catch {
      try await engine.dismantle()
      throw error
    }
    try await engine.dismantle()
  }

  /// One engine and one script; three watchers, each with a line that fails in another way.
  private func play(on engine: PrivateEngine) async throws {
    let faults: [FaultySocket.Fault] = [.stall, .cut, .halfClose]
    let lines = try faults.map { try FaultySocket("\(engine.folder)/\($0).sock", to: engine.socket) }
    let watchers = try lines.map {
      try Dogwatch(host: "unix://\($0.path)", configuration: ["engine": .object(["reconcileInterval": .string("5s")])])
    }
    for watcher in watchers { try await watcher.whenReady() }
    var containers: [(fate: Fate, container: TestContainer)] = []
    for fate in Self.fates where !fate.isBorn {
      for number in 1...fate.count {
        let container = try await TestContainer("\(fate.name)-\(number)", fate.spec, on: engine)
        container.put("healthy")
        containers.append((fate, container))
      }
    }
    try await inGroups(containers) { try await $0.container.start() }
    let before = Dictionary(uniqueKeysWithValues: containers.map { ($0.container.name, $0.fate.before) })
    for watcher in watchers { try await watcher.expect(all: before) }
    let last = try await watchers.asyncMap { try await $0.transitions().last?.sequence ?? 0 }

    let begin = ContinuousClock.now
    for (line, fault) in zip(lines, faults) { try line.set(fault) }
    for fate in Self.fates where fate.isBorn {
      for number in 1...fate.count {
        containers.append((fate, try await TestContainer("\(fate.name)-\(number)", fate.spec, on: engine)))
      }
    }
    #expect(containers.count == 50)
    try await inGroups(containers) { try await $0.fate.happen($0.container) }
    // Three hundred events of another kind push everything out of the engine's memory of 256.
    for number in 0..<300 { try await engine.api.call("POST", "/images/box:latest/tag?repo=noise&tag=\(number % 2)") }
    try await eventually("30 s of silence") { ContinuousClock.now - begin >= .seconds(30) }
    for line in lines { try line.set(.none) }

    for (index, watcher) in watchers.enumerated() {
      try await judge(watcher, after: last[index], faults[index], containers)
    }
    for watcher in watchers { try await watcher.stop() }
    for line in lines { line.end() }
  }

  private func judge(
    _ watcher: Dogwatch, after last: Int, _ fault: FaultySocket.Fault, _ containers: [(fate: Fate, container: TestContainer)]
  ) async throws {
    // Every state and health as inspect says.
    var truth: [String: [String?]] = [:]
    for (fate, container) in containers where fate.name != "removed" {
      let state = try await container.inspect()["State"]
      let running = state["Status"].string == "running"
      truth[container.name] = [
        state["Status"].string, fate.spec.probe == nil ? "none" : running ? state["Health"]["Status"].string : "unknown",
      ]
    }
    try await eventually(
      "agreement with inspect after \(fault)", read: { try await watcher.scrape() },
      until: { page in truth.allSatisfy { [page.state(of: $0.key), page.health(of: $0.key)] == $0.value } })
    try await watcher.expect(all: Dictionary(uniqueKeysWithValues: containers.map { ($0.container.name, $0.fate.known) }))

    // The gap is stated, with its cause, and everything found after it is marked.
    let rows = try await watcher.transitions().filter { $0.sequence > last }
    #expect(rows.filter { $0.kind == "gap" }.map(\.cause) == ["stream-lost"], "after \(fault)")
    for (fate, container) in containers {
      let own = rows.filter { $0.name == container.name }
      #expect(Set(own.map(\.kind)) == fate.told, "\(container.name) after \(fault): \(own)")
      #expect(own.allSatisfy { $0.isInferred }, "\(container.name) after \(fault): \(own)")
      #expect(own.allSatisfy { !$0.evidence.isEmpty }, "\(container.name) after \(fault): \(own)")
    }
    let page = try await watcher.scrape()
    #expect(page["dogwatch_gaps_total", ["cause": "stream-lost"]] == 1)
    #expect(page["dogwatch_gap_seconds_total"] ?? 0 >= 30)
    #expect(page["dogwatch_inferred_transitions_total"] == Double(rows.filter { $0.isInferred && $0.kind != "gap" }.count))
    for (_, container) in containers where container.name.hasPrefix("used-up") {
      #expect(page["docker_container_crash_looping", ["name": container.name]] == 0)
    }
  }

  @Test(arguments: [FaultySocket.Fault.stall, .cut, .halfClose])
  func cutThatTheEnginesMemoryBridgesLosesNothing(_ fault: FaultySocket.Fault) async throws {
    let engine = try await PrivateEngine()
    do {
      let line = try FaultySocket("\(engine.folder)/line.sock", to: engine.socket)
      let watcher = try Dogwatch(host: "unix://\(line.path)")
      try await watcher.whenReady()
      let web = try await TestContainer("web", ContainerSpec(policy: .always), on: engine)
      try await web.start()
      await watcher.expect(ContainerCounters(starts: ["new": 1]), of: "web")
      try line.set(fault)
      try await web.order(exit: 1)
      try await web.when("restarted") { $0["RestartCount"].int == 1 && $0["State"]["Status"].string == "running" }
      try await web.restart()
      try await web.stop()
      if fault == .cut { try await eventually("dogwatch cut off") { try await watcher.scrape()["dogwatch_engine_up"] == 0 } }
      try line.set(.none)
      await watcher.expect(
        ContainerCounters(exits: ["restarted": 1, "stopped": 2], starts: ["new": 1, "policy": 1, "manual": 1]), of: "web")
      try await watcher.stop()
      line.end()
    } catch {
      try await engine.dismantle()
      throw error
    }
    try await engine.dismantle()
  }

  /// Six at a time.
  private func inGroups<Element: Sendable>(_ elements: [Element], _ work: @escaping @Sendable (Element) async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, element) in elements.enumerated() {
        if index >= 6 { try await group.next() }
        group.addTask { try await work(element) }
      }
      try await group.waitForAll()
    }
  }
}

extension Array {
  fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await transform(element)) }
    return values
  }
}
