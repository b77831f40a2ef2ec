// The ring: what it keeps, and how it is searched.

import Testing
import Watch

@testable import SimulatedEngine

@Suite struct EventRingTests {
  private func event(_ second: Int64) -> Event {
    Event(subject: .container, action: "\(second)", id: "a", attributes: [:], time: Timestamp(seconds: second))
  }

  private func ring(_ seconds: [Int64]) -> EventRing {
    var ring = EventRing()
    for second in seconds { ring.append(event(second)) }
    return ring
  }

  private func found(_ ring: EventRing, since: Int64, until: Int64? = nil) -> [Int64] {
    ring.events(since: Timestamp(seconds: since), until: until.map { Timestamp(seconds: $0) }) { _ in true }
      .map { $0.time.nanoseconds / 1_000_000_000 }
  }

  @Test func itKeepsTheLast256() {
    let ring = ring(Array(1...1000))
    #expect(ring.count == 256)
    #expect(found(ring, since: 0) == Array(745...1000))
  }

  @Test func sinceAndUntilAreInclusive() {
    #expect(found(ring(Array(1...10)), since: 4, until: 6) == [4, 5, 6])
  }

  @Test func theSearchStopsAtTheFirstOlderStamp() {
    #expect(found(ring([5, 6, 2, 7, 8]), since: 5) == [7, 8])
  }
}
