// What a faulty line does to events and answers.

import Watch

/// Loses, doubles, delays and swaps, by chance.
struct Faults: Sendable {
  private var dice: Dice
  private var late: [(event: EngineEvent, dueAt: Timestamp)] = []
  private var overtaken: EngineEvent?

  init(seed: UInt64) {
    dice = Dice(seed: seed)
  }

  /// What the stream brings where it should bring that event.
  mutating func pass(_ event: EngineEvent) -> [EngineEvent] {
    var passed = [event]
    switch dice.roll(12) {
    case 0: passed = []
    case 1: passed = [event, event]
    case 2:
      passed = []
      late.append((event, event.time.advanced(by: dice.pick([10_000_000, 700_000_000, 4 * Story.second]))))
    case 3 where overtaken == nil:
      overtaken = event
      return []
    default: break
    }
    if let overtaken, !passed.isEmpty {
      passed.append(overtaken)
      self.overtaken = nil
    }
    return passed
  }

  var nextDue: Timestamp? { late.map(\.dueAt).min() }

  /// Late events that arrive now.
  mutating func takeDue(_ now: Timestamp) -> [EngineEvent] {
    let due = late.filter { $0.dueAt <= now }
    late.removeAll { $0.dueAt <= now }
    return due.map(\.event)
  }

  mutating func streamEnded() {
    late.removeAll()
    overtaken = nil
  }

  /// What becomes of a question: it may never be answered, or late, or twice.
  mutating func pass(_ request: Story.Request) -> [Story.Request] {
    var request = request
    switch dice.roll(12) {
    case 0: return []
    case 1: request.dueAt = request.dueAt.advanced(by: 6 * Story.second)
    case 2: return [request, request]
    default: break
    }
    return [request]
  }
}
