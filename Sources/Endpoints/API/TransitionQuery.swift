// What may be asked of the history (SPEC.md, HTTP: /api/v1/transitions).

public import Watch

/// A question to the history.
public struct TransitionQuery: Sendable, Hashable {
  public static let defaultLimit = 100
  public static let maximumLimit = 10_000

  /// Only transitions of this container.
  public var name: ContainerName?
  /// Only transitions at or after this time.
  public var since: Timestamp?
  /// Only transitions with a greater sequence number, the oldest of them first; without it the newest are given.
  public var after: Int64?
  /// How many at most.
  public var limit: Int

  public init(name: ContainerName? = nil, since: Timestamp? = nil, after: Int64? = nil, limit: Int = defaultLimit) {
    self.name = name
    self.since = since
    self.after = after
    self.limit = limit
  }

  /// An answer to it.
  public struct Result: Sendable, Hashable {
    /// By rising sequence.
    public var transitions: [Transition]
    /// What to pass as `after` to go on from here.
    public var next: Int64
  }

  func run(over ring: TransitionRing) -> Result {
    guard let after else {
      let newest = ring.reversed().lazy.filter(matches).prefix(limit)
      return Result(transitions: newest.reversed(), next: ring.last?.sequence ?? 0)
    }
    let found = Array(ring[ring.position(after: after)...].lazy.filter(matches).prefix(limit))
    // Cut short by the limit there may be more after the last; else everything up to the newest has been looked at.
    let last = found.count == limit ? found.last?.sequence : ring.last?.sequence
    return Result(transitions: found, next: max(after, last ?? after))
  }

  private func matches(_ transition: Transition) -> Bool {
    if let name, transition.name != name { return false }
    if let since, transition.time < since { return false }
    return true
  }
}
