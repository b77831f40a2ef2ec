// Properties of what is told of thousands of random lives.

import Foundation
import Testing
import Watch

@Suite struct LivesTests {
  /// Lives of each kind; `DOGWATCH_PROPERTY_RUNS=250000` for a million in all, `DOGWATCH_PROPERTY_SEED` for another beginning.
  static let runs = number("DOGWATCH_PROPERTY_RUNS") ?? 500
  static let firstSeed = number("DOGWATCH_PROPERTY_SEED") ?? UInt64(1)

  private static func number(_ name: String) -> UInt64? { ProcessInfo.processInfo.environment[name].flatMap(UInt64.init) }

  /// `DOGWATCH_PROPERTY_TRACE=cut:71` prints all that was observed in that life, and what it was taken for.
  @Test func aLifeCanBeLookedAt() {
    let words = ProcessInfo.processInfo.environment["DOGWATCH_PROPERTY_TRACE"]?.split(separator: ":") ?? []
    guard words.count == 2, let kind = Life.Kind(rawValue: String(words[0])), let seed = UInt64(words[1]) else { return }
    var life = Life(kind, seed: seed)
    life.story.listener = { print(Self.line($0, $1, $2)) }
    life.run()
    for wrong in life.wrongs { print("WRONG \(wrong)") }
  }

  private static func line(_ observation: Observation, _ effects: Effects, _ alerts: AlertEffects) -> String {
    let uptime = Double(observation.arrival.uptime.nanoseconds) / 1e9
    let content =
      switch observation.content {
      case .event(let event): "event \(event.action) \(event.id.short) \(event.time)"
      case .past(let event): "past \(event.action) \(event.id.short) \(event.time)"
      case .inspected(let answer): "inspected \(answer.id.short) asked \(Double(answer.requestedAt.nanoseconds) / 1e9) \(answer.result)"
      case .listed(let listing): "listed \(listing.rows.map { "\($0.id.short) \($0.name) \($0.state?.rawValue ?? "?")" })"
      default: "\(observation.content)"
      }
    let told = effects.transitions.map { "\n    -> \($0.id?.short ?? "") \($0.name?.text ?? "") \($0.words) at \($0.time) \($0.evidence)" }
      .joined()
    let changed = alerts.changes.map { "\n    !! \($0.isFiring ? "fires" : "ends") \($0.words)" }.joined()
    return "\(uptime) \(content.prefix(420))\(effects.abandonStream.map { " ABANDON \($0)" } ?? "")\(told)\(changed)"
  }

  @Test(arguments: Life.Kind.allCases) func whatIsToldOfALifeIsLawful(_ kind: Life.Kind) {
    var failures = 0
    for seed in Self.firstSeed..<Self.firstSeed + Self.runs {
      var life = Life(kind, seed: seed)
      life.run()
      for wrong in life.wrongs.prefix(3) { Issue.record("\(kind.rawValue) life, seed \(seed): \(wrong)") }
      failures += life.wrongs.isEmpty ? 0 : 1
      if failures >= 5 { return }
    }
  }

  /// The wall clock of the host is set forth and back, by an hour and by a day: not a word is another for it.
  @Test(arguments: Life.Kind.allCases) func aClockThatIsSetChangesNothing(_ kind: Life.Kind) {
    for seed in Self.firstSeed..<Self.firstSeed + Self.runs / 4 {
      var life = Life(kind, seed: seed)
      var other = life
      other.clockSetter = Dice(seed: seed)
      life.run()
      other.run()
      if other.story.transitions != life.story.transitions { Issue.record("\(kind.rawValue) life, seed \(seed): other transitions") }
      let (alerts, others) = (life.story.alertChanges, other.story.alertChanges)
      if alerts.map(\.words) != others.map(\.words) { Issue.record("\(kind.rawValue) life, seed \(seed): other alerts") }
      if life.story.sent != other.story.sent { Issue.record("\(kind.rawValue) life, seed \(seed): other notifications") }
    }
  }

  /// A watcher that is killed at any moment and goes on with what it wrote down tells what one tells whose stream was cut then.
  @Test(arguments: [Life.Kind.seen, .cut, .engine]) func aWatcherThatBeganAgainTellsTheSame(_ kind: Life.Kind) {
    for seed in Self.firstSeed..<Self.firstSeed + Self.runs / 4 {
      var life = Life(kind, seed: seed)
      for _ in 0..<life.dice.roll(14) { life.step() }
      let told = life.story.transitions.count
      let words = { (life: Life) in
        life.story.transitions.dropFirst(told).map {
          if case .gap = $0.kind {
            "gap"
          } else {
            "\($0.time.nanoseconds) \($0.id?.short ?? "") \($0.name?.text ?? "") \($0.words) \($0.evidence)"
          }
        }
      }
      var other = life
      life.beInterrupted(savedAs: nil)
      other.beInterrupted(savedAs: Self.written)
      let (cut, begun) = (words(life).sorted(), words(other).sorted())
      if let place = zip(cut + ["nothing"], begun + ["nothing"]).first(where: { $0 != $1 }) {
        Issue.record("\(kind.rawValue) life, seed \(seed): cut off \(place.0), begun again \(place.1)")
      }
      let (firing, others) = (life.firingWhateverWasTold, other.firingWhateverWasTold)
      if firing != others { Issue.record("\(kind.rawValue) life, seed \(seed): cut off \(firing), begun again \(others)") }
    }
  }

  /// As it comes back from where it was written down.
  private static func written(_ saved: SavedFleet) -> SavedFleet {
    func copy<Value: Codable>(_ value: Value) -> Value {
      // What was encoded a moment ago is read by the same types.
      try! JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }
    var saved = saved
    saved.head = copy(saved.head)
    saved.containers = saved.containers.map(copy)
    saved.names = saved.names.map { SavedName(name: $0.name, record: copy($0.record)) }
    return saved
  }
}
