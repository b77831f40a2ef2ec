// One event stream being read, from its opening to its end.

import DockerEngine
import Endpoints
import Watch

/// Passes on what a stream brings, and remembers what is told of it afterwards.
struct EventReading: Sendable {
  /// The newest event, by its stamp.
  private(set) var newest: EngineEvent?
  private(set) var end = Disconnection(cause: .ended, message: "the engine, or a proxy before it, closed the stream")
  private(set) var malformed = Malformed()
  /// Events that were told before; each is left out once.
  private var repeated: Set<EngineEvent>

  /// Lines that were no events.
  struct Malformed: Sendable {
    var count = 0
    var first: MalformedLine?
  }

  init(repeated: Set<EngineEvent>) {
    self.repeated = repeated
  }

  /// Reads until the stream ends, breaks, or brings more than the inbox takes.
  mutating func read(
    _ stream: EventStream, into inbox: Inbox, _ control: EventPumpControl, _ metrics: DaemonMetrics, _ progress: LoopProgress
  ) async {
    progress.waits()
    defer { progress.works() }
    do {
      for try await items in stream {
        progress.works()
        control.heard()
        defer { progress.waits() }
        if take(items, inbox, metrics) { continue }
        end = Disconnection(cause: .overflow, message: "events came faster than they could be taken in")
        return
      }
    } catch {
      end = Disconnection(cause: .broken, message: "\(error)")
    }
  }

  /// Passes on what a piece of the stream held; false when the inbox has no room.
  private mutating func take(_ items: [EventItem], _ inbox: Inbox, _ metrics: DaemonMetrics) -> Bool {
    var contents: [Observation.Content] = []
    contents.reserveCapacity(items.count)
    for item in items {
      switch item {
      case .event(let event):
        if !repeated.isEmpty, repeated.remove(event) != nil { continue }
        contents.append(.event(event))
        if newest.map({ $0.time <= event.time }) ?? true { newest = event }
      case .malformed(let line):
        metrics.eventMalformed()
        malformed.count += 1
        if malformed.first == nil { malformed.first = line }
      case .foreign: break
      }
    }
    return contents.isEmpty || inbox.put(contents)
  }
}
