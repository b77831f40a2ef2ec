// Transitions kept in memory for the API, the newest of them.

import Synchronization
public import Watch

/// The newest transitions, by rising sequence.
public final class TransitionLog: TransitionSource {
  private let ring: Mutex<TransitionRing>

  public init(capacity: Int = 10_000) {
    ring = Mutex(TransitionRing(capacity: capacity))
  }

  public func append(_ transition: Transition) {
    append(contentsOf: CollectionOfOne(transition))
  }

  /// Adds transitions that follow those there, in their order; beyond the capacity the oldest go.
  public func append(contentsOf transitions: some Sequence<Transition>) {
    ring.withLock { ring in
      for transition in transitions { ring.append(transition) }
    }
  }

  public func rows(_ query: TransitionQuery) async -> TransitionRows {
    let result = self.query(query)
    return TransitionRows(rows: result.transitions.map(TransitionJSON.row), next: result.next)
  }

  /// The transitions that the query asks for.
  public func query(_ query: TransitionQuery) -> TransitionQuery.Result {
    ring.withLock { query.run(over: $0) }
  }
}
