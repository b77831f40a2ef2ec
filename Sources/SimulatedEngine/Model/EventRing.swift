// What the engine remembers of its events (moby daemon/events/events.go).

import Watch

/// The last 256 events of all types, in memory only.
struct EventRing: Sendable {
  static let capacity = 256
  private var events: [Event] = []
  /// Where the oldest stands, once it is full.
  private var oldest = 0

  mutating func append(_ event: Event) {
    guard events.count == Self.capacity else { return events.append(event) }
    events[oldest] = event
    oldest = (oldest + 1) % Self.capacity
  }

  var count: Int { events.count }

  /// What happened since then (inclusive), looked for backwards from the newest: an older stamp ends the search, whatever lies behind it.
  func events(since: Timestamp, until: Timestamp?, where matches: (Event) -> Bool) -> [Event] {
    var found: [Event] = []
    for offset in stride(from: events.count - 1, through: 0, by: -1) {
      let event = events[(oldest + offset) % events.count]
      if event.time < since { break }
      if let until, event.time > until { continue }
      if matches(event) { found.append(event) }
    }
    return found.reversed()
  }
}
