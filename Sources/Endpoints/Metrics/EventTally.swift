// Events counted by the pump, to be handed over by the batch.

import Exposition
public import Watch

/// What a batch of the event stream adds to Dogwatch's own metrics.
public struct EventTally: Sendable {
  /// Values of the label `action`, in the order they are counted in: the actions followed, then `other`.
  static let actions = knownActions.map(\.label)

  /// Events of each action, by the action's position.
  private(set) var counts = Array(repeating: Int64(0), count: knownActions.count)
  private(set) var malformed: Int64 = 0
  private(set) var lag = Histogram(bounds: lagBounds)

  public init() {}

  public var isEmpty: Bool { malformed == 0 && counts.allSatisfy { $0 == 0 } }

  /// Counts an event; `lagSeconds` from its stamp to its being read, nil when it is not live (of the engine's ring).
  public mutating func count(_ action: EngineEvent.Action, lagSeconds: Double? = nil) {
    counts[Self.position(of: action)] += 1
    // Two clocks may disagree by a little: a histogram must not go below 0.
    if let lagSeconds { lag.observe(max(0, lagSeconds)) }
  }

  /// Counts a line of the stream that was no event.
  public mutating func countMalformed() {
    malformed += 1
  }

  mutating func merge(_ other: EventTally) {
    for index in counts.indices { counts[index] += other.counts[index] }
    malformed += other.malformed
    lag.merge(other.lag)
  }

  private static let lagBounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30]

  private static let knownActions: [EngineEvent.Action] = [
    .create, .start, .restart, .stop, .die, .kill, .oom, .pause, .unpause, .destroy, .rename, .update, .healthStatus(.unknown), .other,
  ]

  /// The action's position among the known ones.
  private static func position(of action: EngineEvent.Action) -> Int {
    switch action {
    case .create: 0
    case .start: 1
    case .restart: 2
    case .stop: 3
    case .die: 4
    case .kill: 5
    case .oom: 6
    case .pause: 7
    case .unpause: 8
    case .destroy: 9
    case .rename: 10
    case .update: 11
    case .healthStatus: 12
    case .other: 13
    }
  }
}
