// A simulated engine on which things go wrong, a dogwatch that is killed again and again, and those who are told.

import Foundation
import Glibc
import SimulatedEngine
import Testing
import Watch

/// Where the kills happen.
final class KillsStage: Sendable {
  /// Seconds within which somebody who waits must have been told.
  static let patience = 180.0
  /// Seconds of `ContainerOOMKilled`.
  static let memoryLasts = 20.0

  let seed: UInt64
  let folder: TemporaryFolder
  let server: EngineServer
  let tape: EventTape
  let hearings: [Hearing]
  let moods: MoodyAnswers
  let diary = Locked(KillsDiary())
  private let over = Locked(false)
  /// The highest value seen of each counter, over all lives.
  private let counters = Locked<[String: Double]>([:])

  init(seed: UInt64) async throws {
    self.seed = seed
    folder = try TemporaryFolder()
    let engine = Engine(now: Timestamp(seconds: Int64(time(nil))), seed: seed)
    server = try await EngineServer(Simulation(engine), at: .unix(path: "\(folder.path)/docker.sock"))
    tape = try await EventTape("\(folder.path)/docker.sock", since: "1")
    let moods = MoodyAnswers(seed: seed)
    self.moods = moods
    hearings = [try Hearing("steady"), try Hearing("moody")]
    hearings[1].receiver.answer { moods.answer($0) }
  }

  // MARK: What players ask

  var isOver: Bool { over.read { $0 } }
  func state(of name: String) -> ContainerState? { server.read { $0.engine.state(of: name) } }
  func id(of name: String) -> String? { server.read { $0.engine.identifier(of: name)?.text } }
  func complain(_ text: String) { diary.change { $0.complaints.append(text) } }

  func expect(_ outcome: String, of name: String) {
    if let id = id(of: name) { diary.change { $0.expect(outcome, of: id) } }
  }

  /// Waits until everybody has been told of an episode; says whether they have. Complains if not, `isLast` being set.
  @discardableResult
  func whenTold(_ episode: Int, within seconds: Double, isLast: Bool) async -> Bool {
    let own = diary.read { $0.episodes[episode] }
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      let ignorant = hearings.filter { hearing in
        guard let word = hearing.word(own.alertname, own.name), word.status == "firing" else { return true }
        return word.startsAt < own.began - 0.5 && diary.read { $0.isParted(episode) }
      }
      if ignorant.isEmpty { return true }
      if ContinuousClock.now >= deadline {
        if isLast {
          complain("\(own.key): not told to \(ignorant.map(\.name)) for \(Int(seconds)) s; since \(ChaosJudge.text(own.began))")
        }
        return false
      }
      try? await Task.sleep(for: .milliseconds(50))
    }
  }

  // MARK: Lives

  private func start() throws -> Dogwatch {
    try Dogwatch(
      host: server.host,
      configuration: [
        "engine": .object(["reconcileInterval": .string("2s")]),
        "webhooks": .array(hearings.map(\.webhook)),
        "alerts": .object([
          "groupWait": .string("100ms"), "groupInterval": .string("500ms"),
          "rules": .object([
            "ContainerOOMKilled": .object(["resolveAfter": .string("\(Int(Self.memoryLasts))s")]),
            // Episodes of many would have to be told of their own.
            "ContainerHealthFlapping": .object(["enabled": .bool(false), "changes": .number(1000)]),
            "ContainerCrashLooping": .object(["enabled": .bool(false), "restarts": .number(1000)]),
            "ContainerRestartingOften": .object(["enabled": .bool(false)]),
          ]),
        ]),
      ],
      state: "\(folder.path)/state")
  }

  /// Kills it so often, and lets the last one live.
  func play(kills: Int, players: Int) async throws -> Dogwatch {
    var dice = SeededDice(seed: seed)
    // What is there at first sight is no news: the script begins after that.
    var life = try start()
    try await life.whenReady()
    return try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<players {
        group.addTask { [self] in
          var player = KillsPlayer(self, number: number, seed: seed)
          try await player.play()
        }
      }
      var heard = server.read { $0.engine.eventCount }
      for _ in 0..<kills {
        // The engine's ring holds 256 events: what it lost while nobody looked, nobody could tell.
        let mustLook = server.read { $0.engine.eventCount } - heard > 120
        if mustLook || Int.random(in: 0..<10, using: &dice) > 3 {
          let since = await watch(life, &dice)
          heard = server.read { $0.engine.eventCount }
          try await kill(life)
          if let since { diary.change { $0.saw(from: since, to: presentMoment()) } }
        } else {
          try await Task.sleep(for: .milliseconds(Int.random(in: 10...800, using: &dice)))
          try await kill(life)
        }
        if Int.random(in: 0..<10, using: &dice) > 5 {
          try await Task.sleep(for: .milliseconds(Int.random(in: 1...1000, using: &dice)))
        }
        hearings[1].receiver.refuse(Int.random(in: 0..<5, using: &dice) == 0)
        life = try start()
      }
      over.change { $0 = true }
      moods.becomeGood()
      hearings[1].receiver.refuse(false)
      try await life.whenReady()
      let since = presentMoment()
      diary.change { $0.saw(from: since, to: .infinity) }
      try await group.waitForAll()
      return life
    }
  }

  private func kill(_ life: Dogwatch) async throws {
    life.process.signal(SIGKILL)
    let exit = try await life.process.waitForExit()
    if exit != .signal(SIGKILL) { complain("a process ended before it was killed: \(exit)\n\(life.log.suffix(3000))") }
  }

  /// Lets it see everything, and live for a moment more; since when it has seen it, nil if it did not live so long.
  private func watch(_ life: Dogwatch, _ dice: inout SeededDice) async -> Moment? {
    do {
      try await eventually("a life that sees all, or has ended") {
        if life.process.exit != nil { return true }
        return try await life.get("/-/ready").status == 200
      }
      let since = presentMoment()
      try await Task.sleep(for: .milliseconds(Int.random(in: 1...1200, using: &dice)))
      if Bool.random(using: &dice) { compare(try await life.scrape()) }
      try await Task.sleep(for: .milliseconds(Int.random(in: 1...200, using: &dice)))
      return since
    } catch {
      complain("a life that was to be watched: \(error)")
      return nil
    }
  }

  /// No counter of a container is lower than it was.
  func compare(_ page: MetricsPage) {
    for sample in page.samples where sample.name.hasPrefix("docker_container_") && sample.name.hasSuffix("_total") {
      let key = sample.name + sample.labels.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
      let before = counters.change { counters in
        let before = counters[key] ?? 0
        counters[key] = max(before, sample.value)
        return before
      }
      if sample.value < before - 1e-6 { complain("\(key) fell from \(before) to \(sample.value)") }
    }
  }
}
