// What happens when: deeds at times, told beforehand if somebody listens.

import Watch

/// A list of deeds, each at a time since the script's beginning.
public struct Script: Sendable {
  public struct Step: Sendable {
    /// Since the beginning of the script.
    public var at: Duration
    /// What a spectator is told before it happens; nil: nothing.
    public var announcement: String?
    public var deed: @Sendable (inout Simulation) throws -> Void
  }

  public private(set) var steps: [Step] = []

  public init() {}

  /// Adds a deed; those of the same time happen in the order in which they were added.
  public mutating func at(
    _ time: Duration, _ announcement: String? = nil, _ deed: @escaping @Sendable (inout Simulation) throws -> Void = { _ in }
  ) {
    let place = steps.firstIndex { $0.at > time } ?? steps.endIndex
    steps.insert(Step(at: time, announcement: announcement, deed: deed), at: place)
  }

  /// When the last step happens.
  public var length: Duration { steps.last?.at ?? .zero }

  /// Plays it without waiting, by the engine's own clock; returns what happened. A deed that the engine refuses is left out.
  public func play(on simulation: inout Simulation) -> [Event] {
    var events: [Event] = []
    let beginning = simulation.engine.now
    for step in steps {
      simulation.engine.advance(to: beginning.advanced(by: step.at.nanoseconds))
      try? step.deed(&simulation)
      events += simulation.engine.takeEvents()
    }
    return events
  }
}
