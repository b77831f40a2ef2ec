// The engine goes and comes back, in each way of ENGINE.md's table, by itself and under a socket that somebody else holds.

import Foundation
import Testing

@Suite(.needsEngine, .engineLane)
struct EngineRestarts {
  /// How it goes.
  enum Way: String, Sendable, CaseIterable, CustomTestStringConvertible {
    /// SIGTERM; it takes its containers down.
    case cleanStop
    /// SIGKILL to dockerd alone; its containers live on, and some end by themselves.
    case killed
    /// dockerd and all containers at once.
    case hostCrash
    /// SIGTERM with live-restore on; containers live on, and some end by themselves.
    case liveRestore

    var testDescription: String { rawValue }
    var containersLiveOn: Bool { self == .killed || self == .liveRestore }
  }

  @Test(arguments: Way.allCases, PrivateEngine.Listening.allCases)
  func everyContainerIsJudgedByWhatTheEngineDid(_ way: Way, _ listening: PrivateEngine.Listening) async throws {
    let engine = try await PrivateEngine(listening: listening, liveRestore: way == .liveRestore)
    do {
      try await play(way, on: engine)
    } catch {
      try await engine.dismantle()
      throw error
    }
    try await engine.dismantle()
  }

  private func play(_ way: Way, on engine: PrivateEngine) async throws {
    let recorder = EngineRecorder(engine)
    let tape = try await EventTape(engine.socket)
    let dogwatch = try Dogwatch(host: engine.host, configuration: ["engine": .object(["reconcileInterval": .string("5s")])])
    try await dogwatch.whenReady()
    var household = try await Household(on: engine)
    try await dogwatch.expect(all: household.counters { $0.before })
    try await household.settle(seenBy: dogwatch)
    try await household.keep(recorder, "engine-\(way)", "before")

    switch way {
    case .cleanStop, .liveRestore: try await engine.stop()
    case .killed: try await engine.kill9()
    case .hostCrash: try await engine.crashHost()
    }
    if way.containersLiveOn {
      for resident in household.residents where resident.endsMeanwhile {
        try await resident.container.order(exit: 7)
        try await eventually("the end of \(resident.name)") {
          try await engine.inside(["sh", "-c", "test -d /proc/\(resident.process) || echo gone"]).contains("gone")
        }
      }
      try await eventually("dogwatch without an engine") { try await dogwatch.scrape()["dogwatch_engine_up"] == 0 }
    }
    try await engine.boot()
    if recorder.isOn, engine.listening == .unix {
      try recorder.keep(tape.lines, of: household.recorded, as: "engine-\(way)/events-before.ndjson")
      let ring = try await EventTape(engine.socket, since: "1")
      try await eventually("the ring", within: .seconds(5)) { !ring.lines.isEmpty }
      try recorder.keep(ring.lines, of: household.recorded, as: "engine-\(way)/events-ring.ndjson")
      try await household.keep(recorder, "engine-\(way)", "after")
    }

    // One gap, with its cause.
    let gaps = try await eventually("a gap", read: { try await dogwatch.transitions().filter { $0.kind == "gap" } }, until: { !$0.isEmpty })
    #expect(gaps.map(\.cause) == ["engine-restarted"], "\(gaps)")
    #expect(gaps[0].json["gapStart"].string ?? "" < gaps[0].json["gapEnd"].string ?? "")

    if way.containersLiveOn { try await household.findConfused(engine) }
    // Who is there, and how it feels, as inspect says.
    try await household.agree(dogwatch)
    for resident in household.residents where !resident.isConfused {
      let running = try await resident.container.inspect()["State"]["Running"].bool
      #expect(running == resident.runs(after: way), "\(resident.name) after \(way)")
    }
    try await dogwatch.expect(all: household.counters { $0.counters(after: way) })
    let page = try await dogwatch.scrape()
    #expect(page["dogwatch_gaps_total", ["cause": "engine-restarted"]] == 1)
    #expect(page["dogwatch_gaps_total", ["cause": "stream-lost"]] ?? 0 == 0)

    // What is said of each exit.
    let rows = try await dogwatch.transitions()
    for resident in household.residents {
      let exits = rows.filter { $0.name == resident.name && $0.kind == "exit" }
      for exit in exits { #expect(!exit.evidence.isEmpty, "\(exit)") }
      if resident.endsItself(way), !resident.isConfused, resident.spec.policy == .no {
        #expect(exits.last?.exitCode == 7 && exits.last?.isInferred == true, "\(exits)")
      }
    }
    try await dogwatch.stop()
  }

  /// Until 24.0.8 an engine's boot ends what runs with `--rm` under live-restore, too (moby daemon/daemon.go: `restore`).
  @Test func whatTheBootRemovesUnderLiveRestoreNobodyHasStopped() async throws {
    try await AlertPost.open(liveRestore: true) { post in
      let fleeting = ContainerSpec(autoRemove: true)
      let old = try await post.run("old", fleeting)
      try await eventually("old, seen") { try await post.dogwatch.scrape().state(of: "old") == "running" }
      try await post.engine.kill9()
      try await post.engine.boot()
      try await eventually("the engine, seen again") {
        try await post.dogwatch.scrape()["dogwatch_gaps_total", ["cause": "engine-restarted"]] == 1
      }
      let isSpared = try await post.engine.api.list().contains { $0["Id"].string == old.id }
      let counters = ContainerCounters(exits: isSpared ? [:] : ["engine-shutdown": 1], starts: ["new": 1])
      await post.dogwatch.expect(counters, of: "old")
      // What ends after the boot a person has ended.
      let new = try await post.run("new", fleeting)
      try await new.kill()
      await post.dogwatch.expect(ContainerCounters(exits: ["stopped": 1], starts: ["new": 1]), of: "new")
      // The one thing that is told, and after which all before it would have been.
      _ = try await post.run("failed", ContainerSpec(behaviour: .exits(9), autoRemove: true))
      try await post.receiver.expect(["ContainerExited firing"], of: "failed")
      for name in ["old", "new"] { #expect(post.receiver.told(of: name) == []) }
    }
  }
}

/// Containers of every policy and every health, and such as were down before.
struct Household: Sendable {
  struct Resident: Sendable {
    var name: String
    var container: TestContainer
    var spec: ContainerSpec
    /// What was counted before the engine went.
    var before: ContainerCounters
    /// What it is when the engine goes.
    var health: String?
    var wasRunning = true
    /// Exits 7 by itself while the engine is away, when it lives on.
    var endsMeanwhile = false

    /// Its first process, by the number that the engine knows.
    var process = 0

    /// The engine contradicts itself about it: see `findConfused`.
    var isConfused = false

    func endsItself(_ way: EngineRestarts.Way) -> Bool { endsMeanwhile && way.containersLiveOn }

    /// Whether it runs when the engine is back: ENGINE.md, When the engine comes back.
    func runs(after way: EngineRestarts.Way) -> Bool {
      // on-failure asks only for the exit code, not who stopped it (moby restartmanager: `ShouldRestart`), unless it is used up.
      guard wasRunning else { return spec.policy == .always || spec.policy == .onFailure(5) }
      switch (way, spec.policy) {
      case (.liveRestore, .no): return !endsMeanwhile
      case (.liveRestore, _): return true
      case (_, .no): return false
      case (.killed, .unlessStopped): return endsMeanwhile
      default: return true
      }
    }

    func counters(after way: EngineRestarts.Way) -> ContainerCounters {
      var counters = before
      let runs = runs(after: way)
      guard wasRunning else { return runs ? counters.adding("starts engine") : counters }
      if endsItself(way) {
        return runs ? counters.adding("exits restarted").adding("starts engine") : counters.adding("exits failed")
      }
      if way == .liveRestore { return counters }
      counters = counters.adding("exits engine-shutdown")
      guard runs else { return counters }
      counters = counters.adding("starts engine")
      if let health {
        counters = counters.adding("health to starting")
        if health != "starting" { counters = counters.adding("health to \(health)") }
      }
      return counters
    }
  }

  private(set) var residents: [Resident] = []

  init(on engine: PrivateEngine) async throws {
    let policies: [ContainerSpec.Policy] = [.no, .always, .unlessStopped, .onFailure(5)]
    try await withThrowingTaskGroup(of: Resident.self) { group in
      for policy in policies {
        for health in [nil, "starting", "healthy", "unhealthy"] {
          group.addTask { try await Self.running(policy, health, on: engine) }
        }
        group.addTask {
          var resident = try await Self.running(policy, nil, on: engine, name: "ends-\(policy.word)")
          resident.endsMeanwhile = true
          resident.process = try await resident.container.inspect()["State"]["Pid"].int ?? 0
          return resident
        }
        group.addTask {
          let spec = ContainerSpec(policy: policy)
          let container = try await TestContainer("stopped-\(policy.word)", spec, on: engine)
          try await container.start()
          try await container.kill()
          return Resident(
            name: container.name, container: container, spec: spec,
            before: ContainerCounters(exits: ["stopped": 1], starts: ["new": 1]), wasRunning: false)
        }
      }
      group.addTask {
        let spec = ContainerSpec(behaviour: .exits(3))
        let container = try await TestContainer("failed", spec, on: engine)
        try await container.start()
        return Resident(
          name: "failed", container: container, spec: spec, before: ContainerCounters(exits: ["failed": 1], starts: ["new": 1]),
          wasRunning: false)
      }
      group.addTask {
        let spec = ContainerSpec(behaviour: .exits(3), policy: .onFailure(1))
        let container = try await TestContainer("used-up", spec, on: engine)
        try await container.start()
        return Resident(
          name: "used-up", container: container, spec: spec,
          before: ContainerCounters(exits: ["restarted": 1, "exhausted": 1], starts: ["new": 1, "policy": 1]), wasRunning: false)
      }
      for try await resident in group { residents.append(resident) }
    }
    residents.sort { $0.name < $1.name }
  }

  /// Counters by name.
  func counters(_ of: (Resident) -> ContainerCounters) -> [String: ContainerCounters] {
    Dictionary(uniqueKeysWithValues: residents.filter { !$0.isConfused }.map { ($0.name, of($0)) })
  }

  private static func running(
    _ policy: ContainerSpec.Policy, _ health: String?, on engine: PrivateEngine, name: String? = nil
  ) async throws -> Resident {
    var spec = ContainerSpec(policy: policy)
    // A failed probe within the start period leaves it starting. A probe that its container's end cut off must not make it unhealthy.
    if let health {
      spec.probe = ContainerSpec.Probe(interval: 2, retries: health == "healthy" ? 3 : 1, startPeriod: health == "starting" ? 3600 : 0)
    }
    let container = try await TestContainer(name ?? "\(policy.word)-\(health ?? "none")", spec, on: engine)
    if health == "healthy" { container.put("healthy") }
    try await container.start()
    var counted = health.map { _ in ["starting": 1] }
    if let health, health != "starting" { counted?[health] = 1 }
    return Resident(
      name: container.name, container: container, spec: spec, before: ContainerCounters(starts: ["new": 1], health: counted), health: health
    )
  }

  /// Waits until everybody is as they are meant to be when the engine goes.
  func settle(seenBy dogwatch: Dogwatch) async throws {
    try await eventually(
      "everybody as meant", read: { try await dogwatch.scrape() },
      until: { page in
        residents.allSatisfy { resident in
          guard resident.wasRunning else { return page.state(of: resident.name) == "exited" }
          return page.state(of: resident.name) == "running" && page.health(of: resident.name) == resident.health ?? "none"
        }
      })
  }

  /// A few of each kind, for recordings of a size that can be kept.
  let recorded: Set<String> = [
    "always-healthy", "always-starting", "unless-stopped-unhealthy", "on-failure-none", "no-none", "ends-no", "ends-always",
    "stopped-always",
    "used-up",
  ]

  /// What list and inspect say of them.
  func keep(_ recorder: EngineRecorder, _ folder: String, _ moment: String) async throws {
    guard residents.first?.container.engine.listening == .unix else { return }
    try await recorder.keepList(of: recorded, as: "\(folder)/list-\(moment).json")
    for name in recorded.sorted() { try await recorder.keepInspect(of: name, as: "\(folder)/inspect-\(moment)-\(name).json") }
  }

  /// Finds those that ended by themselves and that the engine, too busy while it came back, told stories about: a `die` where there is none
  /// by rights, with 255 although inspect knows the code, and a start that fails with "id already in use" (seen live when a boot took 40 s).
  /// Nothing exact can be asked about them.
  mutating func findConfused(_ engine: PrivateEngine) async throws {
    let ring = try await EventTape(engine.socket, since: "1")
    try await eventually("the engine's memory") { !ring.lines.isEmpty }
    for index in residents.indices where residents[index].endsMeanwhile {
      let state = try await residents[index].container.inspect()["State"]
      let story = ring.story(of: residents[index].name)
      residents[index].isConfused = story.contains("die(") || state["Error"].string?.isEmpty == false
    }
  }

  /// Waits until states and health are what inspect says, and everybody's health is again what it was.
  func agree(_ dogwatch: Dogwatch) async throws {
    for resident in residents {
      let none = resident.spec.probe == nil
      try await eventually(
        "agreement on \(resident.name)",
        read: { () async throws -> Agreement in
          let state = try await resident.container.inspect()["State"]
          let page = try await dogwatch.scrape()
          let isRunning = state["Status"].string == "running"
          return Agreement(
            state: state["Status"].string, told: page.state(of: resident.name),
            health: none ? "none" : isRunning ? state["Health"]["Status"].string : "unknown", toldHealth: page.health(of: resident.name),
            meant: isRunning ? resident.health ?? "none" : nil)
        }, until: \.holds)
    }
  }

  /// What inspect says, what dogwatch says, and what is to come of it.
  private struct Agreement {
    var state: String?
    var told: String?
    var health: String?
    var toldHealth: String?
    var meant: String?

    var holds: Bool { state == told && health == toldHealth && (meant == nil || meant == health) }
  }
}
