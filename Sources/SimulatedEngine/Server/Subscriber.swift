// Somebody who reads the event stream.

import JSON
import Watch

/// A reader of events.
struct Subscriber: Sendable {
  var connection: Connection
  var filter: EventFilter
  /// When its stream ends by itself.
  var until: Timestamp?
  /// What a stalled stream keeps back.
  var backlog: [UInt8] = []
}

/// Events written once for all readers.
struct EventBatch {
  private var lines: [(event: Event, range: Range<Int>)] = []
  private var json = JSONWriter()

  init(_ events: [Event]) {
    for event in events {
      let start = json.bytes.count
      json.line(event)
      lines.append((event, start..<json.bytes.count))
    }
  }

  /// Those that a reader wants, as one piece, and how many they are.
  func bytes(for filter: EventFilter) -> (bytes: [UInt8], count: Int) {
    var bytes: [UInt8] = []
    var count = 0
    for line in lines where filter.matches(line.event) {
      bytes += json.bytes[line.range]
      count += 1
    }
    return (bytes, count)
  }
}
