// One script on the real and on the simulated engine: what dogwatch says of both is the same.

import Testing

@Suite(.needsEngine, .engineLane)
struct TwoEngines {
  @Test func oneScriptGivesTheSameTransitionsOnBoth() async throws {
    async let simulated = Self.play(on: try await SimulatedStagehand())
    let real = try await Self.play(on: try await RealStagehand())
    let ours = try await simulated
    #expect(SameScript.steps.count >= 40)
    for name in Set(real.keys).union(ours.keys).sorted() {
      let (real, ours) = (real[name] ?? [], ours[name] ?? [])
      #expect(ours.count == real.count, "\(name): \(ours) on the simulated, \(real) on the real engine")
      for (ours, real) in zip(ours, real) where ours != real {
        Issue.record("\(name), simulated: \(ours)\n\(name), real: \(real)")
      }
    }
  }

  /// Plays the script with a dogwatch at the engine; what it said, by name, without what may differ.
  private static func play(on stagehand: some Stagehand) async throws -> [String: [String]] {
    let dogwatch = try Dogwatch(host: await stagehand.host, configuration: ["engine": .object(["reconcileInterval": .string("5s")])])
    do {
      try await dogwatch.whenReady()
      var expected: [String: [String]] = [:]
      for (number, step) in SameScript.steps.enumerated() {
        try await stagehand.perform(step.deed)
        for (name, told) in step.told { expected[name, default: []] += told }
        try await wait(for: expected, after: "step \(number + 1), \(step.deed)", on: type(of: stagehand), dogwatch)
      }
      let rows = try await dogwatch.transitions()
      try await dogwatch.stop()
      try await stagehand.leave()
      return Dictionary(grouping: rows) { Differences.withoutIDs($0.name ?? "") }.mapValues { $0.map(Differences.comparable) }
    } catch {
      try? await stagehand.leave()
      throw error
    }
  }

  /// Waits until dogwatch has told what the script expects so far.
  private static func wait(
    for expected: [String: [String]], after step: String, on stage: any Stagehand.Type, _ dogwatch: Dogwatch
  ) async throws {
    try await eventually(
      "what is told after \(step) on \(stage): \(expected)",
      read: { () async throws -> [String: [String]] in
        Dictionary(grouping: try await dogwatch.transitions()) { Differences.withoutIDs($0.name ?? "") }.mapValues { $0.map(gist) }
      },
      until: { told in expected.allSatisfy { name, gists in told[name]?.starts(with: gists) == true } })
  }

  /// Kind and verdict, whether seen or found.
  private static func gist(_ row: TransitionRow) -> String {
    [row.kind, row.reason, row.outcome, row.to, row.cause].compactMap { $0 }.joined(separator: " ")
  }
}
