// Events that came before, so that the same one does not count twice.

/// The fingerprints of the last events: `since` is inclusive, and a reconnect brings again what was seen.
struct RecentEvents: Sendable {
  /// Four times the engine's ring of 256 events.
  private static let capacity = 1024

  private var known: Set<Int> = []
  private var order: [Int] = []
  private var oldest = 0

  /// Remembers an event; false if it is remembered already.
  mutating func insert(_ event: EngineEvent) -> Bool {
    var hasher = Hasher()
    hasher.combine(event.id)
    hasher.combine(event.action)
    hasher.combine(event.time)
    let fingerprint = hasher.finalize()
    guard known.insert(fingerprint).inserted else { return false }
    if order.count < Self.capacity {
      order.append(fingerprint)
    } else {
      known.remove(order[oldest])
      order[oldest] = fingerprint
      oldest = (oldest + 1) % Self.capacity
    }
    return true
  }
}
