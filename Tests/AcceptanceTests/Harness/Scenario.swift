// One container living through a scenario on the shared engine.

import Foundation
import Testing

/// A container on the stage, and what dogwatch says of it.
struct Scenario: Sendable {
  let stage: Stage
  let container: TestContainer
  var name: String { container.name }

  /// Creates the container, lets the scenario happen, and removes what is left of it. `name` is the scenario's own.
  static func play(_ name: String, _ spec: ContainerSpec = ContainerSpec(), _ script: (Scenario) async throws -> Void) async throws {
    let stage = try Stage.current
    let container = try await TestContainer(name, spec, on: stage.engine)
    let scenario = Scenario(stage: stage, container: container)
    do {
      try await script(scenario)
    } catch {
      let rows = (try? await stage.dogwatch.transitions(of: name)) ?? []
      Issue.record("what happened: \(stage.tape.story(of: name))\n\(rows.map(\.description).joined(separator: "\n"))")
      try? await container.remove()
      throw error
    }
  }

  /// The transitions of this name.
  func transitions() async throws -> [TransitionRow] { try await stage.dogwatch.transitions(of: name) }

  /// The n-th transition of a kind, once it is there. The verdict of an exit may have to wait.
  func transition(_ kind: String, _ number: Int = 1) async throws -> TransitionRow {
    let rows = try await eventually(
      "\(kind) number \(number) of \(name); the engine said: \(stage.tape.story(of: name))",
      read: { try await transitions().filter { $0.kind == kind } }, until: { $0.count >= number })
    return rows[number - 1]
  }

  /// The n-th exit, with the outcome that it must have and something in its evidence.
  @discardableResult
  func expectExit(
    _ number: Int = 1, _ outcome: String, code: Int?, signal: Int? = nil, oom: Bool = false, evidence word: String, inferred: Bool? = false,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> TransitionRow {
    let exit = try await transition("exit", number)
    #expect(exit.outcome == outcome, "\(exit)", sourceLocation: sourceLocation)
    #expect(exit.exitCode == code, "\(exit)", sourceLocation: sourceLocation)
    #expect(exit.signal == signal, "\(exit)", sourceLocation: sourceLocation)
    #expect(exit.oom == oom, "\(exit)", sourceLocation: sourceLocation)
    #expect(exit.evidence.contains { $0.localizedCaseInsensitiveContains(word) }, "no \(word) in \(exit)", sourceLocation: sourceLocation)
    if let inferred { #expect(exit.isInferred == inferred, "\(exit)", sourceLocation: sourceLocation) }
    return exit
  }

  /// Waits until all counters are exactly these.
  func expect(
    exits: [String: Int] = [:], starts: [String: Int] = [:], startFailures: Int = 0, oomKills: Int = 0, health: [String: Int]? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async {
    await stage.dogwatch.expect(
      ContainerCounters(exits: exits, starts: starts, startFailures: startFailures, oomKills: oomKills, health: health), of: name,
      sourceLocation: sourceLocation)
  }

  /// As `expect`; then removes the container by force, and leaves the sum to be checked again when all scenarios have ended.
  func end(
    exits: [String: Int] = [:], starts: [String: Int] = [:], startFailures: Int = 0, oomKills: Int = 0, health: [String: Int]? = nil,
    removing: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    var counters = ContainerCounters(exits: exits, starts: starts, startFailures: startFailures, oomKills: oomKills, health: health)
    await stage.dogwatch.expect(counters, of: name, sourceLocation: sourceLocation)
    try record()
    if removing {
      if try await container.inspect()["State"]["Running"].bool == true { counters = counters.adding("exits stopped") }
      try await container.remove()
    }
    stage.settle(name, counters)
  }

  /// Keeps what the engine said of it, when recordings are asked for.
  private func record() throws {
    guard stage.recorder.isOn else { return }
    try stage.recorder.keep(stage.tape.lines, of: [name], as: "\(name)/events.ndjson")
    for (index, body) in stage.tape.inspects(of: container.id).enumerated() {
      try stage.recorder.write([body], "\(name)/inspect-after-die-\(index + 1).json")
    }
  }

  /// Waits until the gauges say so.
  func expectState(_ state: String, health: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) async {
    do {
      try await eventually(
        "\(name) \(state)",
        read: { () async throws -> [String?] in
          let page = try await stage.dogwatch.scrape()
          return [page.state(of: name), health == nil ? nil : page.health(of: name)]
        }, until: { $0 == [state, health] })
    } catch {
      Issue.record("\(error)", sourceLocation: sourceLocation)
    }
  }

  /// A gauge of this container.
  func gauge(_ metric: String) async throws -> Double? { try await stage.dogwatch.scrape()[metric, ["name": name]] }

  /// The kinds and verdicts in order, such as `created, start new, exit stopped`.
  func gists() async throws -> [String] { try await transitions().map(\.gist) }
}
