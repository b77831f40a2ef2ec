// Chaos written down before it happens: the same seed, the same script.

import SimulatedEngine

/// Rounds of faults with deeds before, during and after them; between rounds all is put right.
struct ChaosScript: Sendable {
  let rounds: [[ChaosStep]]

  /// Every fault comes once before one comes again.
  init(seed: UInt64, rounds count: Int, cast: [ChaosRole]) {
    var dice = SeededDice(seed: seed)
    var deck: [ChaosFault] = []
    func draw(besides other: ChaosFault? = nil) -> ChaosFault {
      if deck.isEmpty { deck = ChaosFault.allCases.shuffled(using: &dice) }
      let index = deck.lastIndex { fault in other.map { fault.goes(with: $0) } ?? true }
      return index.map { deck.remove(at: $0) } ?? deck.removeLast()
    }
    func deeds(_ range: ClosedRange<Int>) -> [ChaosStep] {
      (0..<Int.random(in: range, using: &dice)).flatMap { _ -> [ChaosStep] in
        let role = cast.randomElement(using: &dice) ?? cast[0]
        let pause = ChaosStep.pause(milliseconds: Int.random(in: 20...900, using: &dice))
        return [.deed(Self.deed(for: role, &dice), on: role.name), pause]
      }
    }
    rounds = (0..<count).map { _ in
      var steps = deeds(4...8)
      for _ in 0..<2 {
        let first = draw()
        let second = draw(besides: first)
        if second.goes(with: first), Int.random(in: 0..<2, using: &dice) == 0 {
          steps += [.begin(first)] + deeds(1...3) + [.begin(second)] + deeds(1...3) + [.end(first)] + deeds(0...2) + [.end(second)]
        } else {
          steps += [.begin(first)] + deeds(2...4) + [.end(first)] + deeds(1...4)
          steps += [.begin(second)] + deeds(2...4) + [.end(second)]
        }
        steps += deeds(2...4)
      }
      return steps
    }
  }

  private static func deed(for role: ChaosRole, _ dice: inout SeededDice) -> ChaosDeed {
    if role.spec.memory > 0, Int.random(in: 0..<3, using: &dice) == 0 { return .outOfMemory }
    if role.spec.probe != nil, Int.random(in: 0..<3, using: &dice) == 0 { return Bool.random(using: &dice) ? .sicken : .heal }
    let exits = [0, 1, 3, 137, 143, 255].map(ChaosDeed.exit) + [.exit(1), .exit(7), .exit(0)]
    let deeds =
      exits + [.strike(signal: "KILL"), .strike(signal: "KILL")] + [.start, .start, .start, .start, .start, .stop, .stop, .kill, .hangUp]
      + [.restart, .restart, .pause, .unpause, .unpause, .recreate, .remove]
    return deeds.randomElement(using: &dice) ?? .start
  }
}
