// SIGKILL at random moments, of the process too that has only just begun, while alerts come and go and a receiver fails at random.

import Foundation
import SimulatedEngine
import Testing

@Suite(.serialized)
struct Kills {
  private static let environment = ProcessInfo.processInfo.environment
  /// `DOGWATCH_SEED` repeats a run, as far as the machine is as fast; `DOGWATCH_KILLS` is how often.
  private static let seed = environment["DOGWATCH_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)
  private static let kills = environment["DOGWATCH_KILLS"].flatMap(Int.init) ?? 110

  @Test func everyAlertArrivesOnceWhateverTheMoment() async throws {
    print("kills: seed \(Self.seed), \(Self.kills) kills")
    let stage = try await KillsStage(seed: Self.seed)
    do {
      let life = try await stage.play(kills: Self.kills, players: 12)
      let judge = try await stage.settle(life)
      print("kills: \(stage.diary.read { $0.episodes.count }) episodes; \(judge.figures)")
      for complaint in judge.complaints { Issue.record("seed \(Self.seed): \(complaint)") }
      try await life.stop()
    } catch {
      await stage.server.close()
      throw error
    }
    await stage.server.close()
  }
}

extension KillsStage {
  /// Nothing happens any more: waits until nothing is left to complain about.
  func settle(_ life: Dogwatch) async throws -> KillsJudge {
    let deadline = ContinuousClock.now + .seconds(Self.patience)
    while true {
      let page = try await life.scrape()
      compare(page)
      let judge = KillsJudge(
        diary: diary.read { $0 },
        events: tape.lines.compactMap { try? JSONValue(parsing: Array($0.utf8)) }.filter { $0["Type"].string == "container" },
        rows: try await allTransitions(life), page: page,
        requests: Dictionary(uniqueKeysWithValues: hearings.map { ($0.name, $0.receiver.requests) }))
      if judge.complaints.isEmpty || ContinuousClock.now > deadline { return judge }
      try await Task.sleep(for: .seconds(1))
    }
  }

  /// The history from its beginning, page by page.
  private func allTransitions(_ life: Dogwatch) async throws -> [TransitionRow] {
    var (rows, after): ([TransitionRow], Int) = ([], 0)
    while true {
      let answer = try JSONValue(parsing: try await life.get("/api/v1/transitions?after=\(after)&limit=500").body)
      let page = answer["transitions"].array.map(TransitionRow.init)
      rows += page
      guard let next = answer["next"].int, next > after, !page.isEmpty else { return rows }
      after = next
    }
  }
}
