// A receiver that fails at random, as receivers do, though not for ever.

import SimulatedEngine

/// Answers by the dice; the same notification fails at most so often.
final class MoodyAnswers: Sendable {
  private let state: Locked<State>
  private static let mostFailures = 3

  private struct State {
    var dice: SeededDice
    var failures: [String: Int] = [:]
    var isGood = false
  }

  init(seed: UInt64) {
    state = Locked(State(dice: SeededDice(seed: seed)))
  }

  /// From now on it takes everything.
  func becomeGood() { state.change { $0.isGood = true } }

  func answer(_ request: AlertReceiver.Request) -> ReceiverAnswer {
    state.change { state in
      let id = request.headers["webhook-id"] ?? "none"
      if state.isGood || state.failures[id, default: 0] >= Self.mostFailures { return .status(200) }
      let answer: ReceiverAnswer? =
        switch Int.random(in: 0..<20, using: &state.dice) {
        case 0...2: .status(500)
        case 3...4: .status(429, headers: ["Retry-After: 1"])
        case 5...6: .halfHead
        case 7: .silence
        case 8...10: nil
        default: .status(200)
        }
      // Whoever asked may have been killed by then.
      guard let answer else { return .late(milliseconds: Int.random(in: 100...1500, using: &state.dice)) }
      if answer.status != 200 { state.failures[id, default: 0] += 1 }
      return answer
    }
  }
}
