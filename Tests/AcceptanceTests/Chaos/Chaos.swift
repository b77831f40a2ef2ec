// Everything goes wrong on a real engine, by a script with a seed; at the end somebody who knows only the script judges.

import Foundation
import Testing

@Suite(.needsEngine, .engineLane)
struct Chaos {
  private static let environment = ProcessInfo.processInfo.environment
  /// `DOGWATCH_SEED` repeats a run.
  private static let seed = environment["DOGWATCH_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)
  /// `DOGWATCH_SOAK`: one act after another, each with a seed of its own, for so many minutes.
  private static let minutes = environment["DOGWATCH_SOAK"].flatMap(Double.init)
  private static let rounds = environment["DOGWATCH_ROUNDS"].flatMap(Int.init) ?? 2
  /// Where the recordings of a run that failed are kept.
  private static let kept = environment["DOGWATCH_CHAOS_KEEP"]

  @Test func nothingIsLostAndNothingHidden() async throws {
    let deadline = ContinuousClock.now + .seconds((Self.minutes ?? 0) * 60)
    var (seed, total, acts) = (Self.seed, ChaosJudge.Figures(), 0)
    repeat {
      let figures = try await Self.act(seed: seed)
      total.add(figures)
      acts += 1
      seed += 1
    } while ContinuousClock.now < deadline && !Self.hasFailed.read { $0 }
    if acts > 1 { print("chaos, \(acts) acts: \(total)") }
  }

  private static let hasFailed = Locked(false)

  /// One script, from an engine that is new to its end.
  private static func act(seed: UInt64) async throws -> ChaosJudge.Figures {
    let liveRestore = seed.isMultiple(of: 2)
    let stage = try await ChaosStage(cast: ChaosRole.cast, liveRestore: liveRestore)
    do {
      let script = ChaosScript(seed: seed, rounds: rounds, cast: stage.cast)
      var judge: ChaosJudge?
      for round in script.rounds {
        try await stage.play(round)
        judge = try await stage.settle()
        if judge?.complaints.isEmpty == false { break }
      }
      let figures = judge?.figures ?? ChaosJudge.Figures()
      print("chaos, seed \(seed)\(liveRestore ? ", live-restore" : ""): \(figures)")
      if let complaints = judge?.complaints, !complaints.isEmpty {
        hasFailed.change { $0 = true }
        try await report(complaints, stage, seed)
      } else {
        try await stage.watcher.stop()
      }
      try await stage.dismantle()
      return figures
    } catch {
      try? await report(["\(error)"], stage, seed)
      try await stage.dismantle()
      throw error
    }
  }

  private static func report(_ complaints: [String], _ stage: ChaosStage, _ seed: UInt64) async throws {
    let diary = stage.diary.read { $0 }
    var text = "seed \(seed)\n\n" + complaints.joined(separator: "\n") + "\n"
    let named = stage.cast.map(\.name).filter { name in complaints.contains { $0.contains(name) } }
    for name in named {
      text += "\n\(name) by its own word:\n"
      text += stage.runs(of: name).map { run in
        "  \(ChaosJudge.text(run.start)) – \(run.end.map { "\($0)" } ?? "?")"
      }.joined(separator: "\n")
      text += "\nby dogwatch's:\n"
      text += ((try? await stage.watcher.transitions(of: name)) ?? []).map {
        "  \(ChaosJudge.moment($0.time).map(ChaosJudge.text) ?? "?") \($0)"
      }
      .joined(separator: "\n")
      text += "\nrequests:\n"
      text += diary.requests.filter { $0.name == name }.map {
        "  \(ChaosJudge.text($0.span)) \($0.verb) \($0.wasDone.map { $0 ? "done" : "refused" } ?? "?")"
      }.joined(separator: "\n")
      text += "\nstrikes: \(diary.strikes.filter { $0.name == name }.map { ChaosJudge.text($0.span) })\n"
    }
    text += "\nabsences: \(diary.absences.map { "\(ChaosJudge.text($0.span)) boot \(ChaosJudge.text($0.boot))" })\n"
    text += "cuts: \(diary.cuts.map(ChaosJudge.text))\n"
    text += diary.steps.map { "\(ChaosJudge.text($0.at)) \($0.text)" }.joined(separator: "\n")
    Issue.record("\(text)")
    if let kept {
      try FileManager.default.createDirectory(atPath: "\(kept)/\(seed)", withIntermediateDirectories: true)
      for file in try FileManager.default.contentsOfDirectory(atPath: stage.folder.path) where file.hasPrefix("recording") {
        try? FileManager.default.copyItem(atPath: "\(stage.folder.path)/\(file)", toPath: "\(kept)/\(seed)/\(file)")
      }
      try text.write(toFile: "\(kept)/\(seed)/report", atomically: true, encoding: .utf8)
      try (try? stage.watcher.log)?.write(toFile: "\(kept)/\(seed)/log", atomically: true, encoding: .utf8)
    }
  }
}

extension ChaosStage {
  /// All is put right already: waits until nothing is left to complain about, and everything stands still; after that what is left is true.
  func settle() async throws -> ChaosJudge {
    diary.change { $0.steps.append((presentMoment(), "rest")) }
    let deadline = ContinuousClock.now + .seconds(100)
    var (judge, calmSince, last) = (Optional<ChaosJudge>.none, ContinuousClock.now, -1)
    while true {
      if let exit = try watcher.process.exit {
        throw PrivateEngine.Trouble(what: "dogwatch ended: \(exit)\n\(try watcher.log.suffix(3000))")
      }
      if let evidence = try? await evidence() {
        let found = ChaosJudge(evidence)
        judge = found
        if !found.complaints.isEmpty || evidence.rows.count != last { calmSince = .now }
        last = evidence.rows.count
      }
      // A verdict that waits for trailing events takes three seconds.
      if let judge, judge.complaints.isEmpty, ContinuousClock.now - calmSince > .seconds(4) { return judge }
      if ContinuousClock.now > deadline {
        guard let judge else { throw PrivateEngine.Trouble(what: "dogwatch or the engine does not answer") }
        return judge
      }
      try await Task.sleep(for: .milliseconds(300))
    }
  }

  private func evidence() async throws -> ChaosEvidence {
    let found = try await inspectAll()
    let diary = diary.read { $0 }
    let now = presentMoment()
    let truths = cast.map { role in
      (role.name, ChaosTruth(role: role, runs: runs(of: role.name), diary: diary, found: found[role.name], now: now))
    }
    return ChaosEvidence(
      truths: Dictionary(uniqueKeysWithValues: truths), diary: diary, rows: try await watcher.transitions(),
      page: try await watcher.scrape(), received: ["steady": steady.requests, "moody": moody.requests], now: now)
  }
}

extension ChaosJudge.Figures: CustomStringConvertible {
  mutating func add(_ other: Self) {
    transitions += other.transitions
    inferred += other.inferred
    unknown += other.unknown
    wrongVerdicts += other.wrongVerdicts
    inferredOtherwise += other.inferredOtherwise
    notTold += other.notTold
    alertsTold += other.alertsTold
    alertsLost += other.alertsLost
    toldTwice += other.toldTwice
    toldWrongly += other.toldWrongly
    cutSeconds += other.cutSeconds
    gapSeconds += other.gapSeconds
  }

  var description: String {
    "\(transitions) transitions (\(inferred) inferred, \(unknown) unknown), \(wrongVerdicts) wrong verdicts, \(inferredOtherwise) inferred "
      + "otherwise than it was, \(notTold) not told; \(alertsTold) alerts told, \(alertsLost) lost, \(toldTwice) told twice as new, "
      + "\(toldWrongly) without a cause; \(Int(gapSeconds)) s of gaps stated, \(Int(cutSeconds)) s cut"
  }
}
