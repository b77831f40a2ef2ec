// What a daemon took up from an earlier process before what is recorded: a replay begins with it too.

import JSON
import Watch

/// A fleet as it was written down, and how it was taken up.
struct RecordedState: Sendable, Codable {
  private let head: FleetHead
  private let containers: [SavedContainer]
  private let names: [SavedName]
  /// Fingerprints by their bits: JSON's whole numbers are those with a sign.
  private let recentEvents: [NumberedRow<Int64>]
  private let departed: [NumberedRow<ContainerID>]
  /// When it was taken up.
  let arrival: Arrival
  let isSameBoot: Bool

  init(_ fleet: SavedFleet, arrival: Arrival, isSameBoot: Bool) {
    head = fleet.head
    containers = fleet.containers
    names = fleet.names
    recentEvents = fleet.recentEvents.map { NumberedRow(number: $0.number, element: Int64(bitPattern: $0.element)) }
    departed = fleet.departed
    self.arrival = arrival
    self.isSameBoot = isSameBoot
  }

  var fleet: SavedFleet {
    SavedFleet(
      head: head, containers: containers, names: names,
      recentEvents: recentEvents.map { NumberedRow(number: $0.number, element: UInt64(bitPattern: $0.element)) }, departed: departed)
  }

  // MARK: As JSON

  var text: String {
    var json = JSONWriter()
    // Our own values hold no number that JSON cannot say: nothing throws.
    try? json.encode(self)
    return json.string
  }

  /// Nil if the text is not what a value of this program writes.
  init?(text: String) {
    guard let state = try? JSONValue(parsing: Array(text.utf8)).decode(Self.self) else { return nil }
    self = state
  }
}
