// The one door to the core: everything observed waits here until the one writer takes it.

import Synchronization
import Watch

/// Observations in the order they were made, bounded in bytes. Any task puts in; one takes out.
final class Inbox: Sendable {
  /// A burst of 100,000 events of 900 bytes, with long names and labels, occupies about 37 MiB when the writer is busy with something else: it
  /// finds room, and half as much again.
  static let defaultCapacity = 64 << 20

  private let capacity: Int
  private let state = Mutex(State())

  private struct State: ~Copyable {
    var waiting: [Observation] = []
    var bytes = 0
    var taker: CheckedContinuation<Void, Never>?
    var isClosed = false
  }

  init(capacity: Int = defaultCapacity) {
    self.capacity = capacity
  }

  /// Puts in observations that arrived together. Answers and news of the connection always find room, for the core has asked for them;
  /// events only while there is some. False when there was none: the caller must stop reading.
  @discardableResult
  func put(_ contents: some Collection<Observation.Content>, arrival: Arrival = .now()) -> Bool {
    let size = contents.reduce(0) { $0 + $1.size }
    let isBounded = contents.allSatisfy(\.isEvent)
    let taker = state.withLock { state -> CheckedContinuation<Void, Never>?? in
      if state.isClosed { return .some(nil) }
      if isBounded && state.bytes + size > capacity { return nil }
      state.bytes += size
      for content in contents { state.waiting.append(Observation(arrival: arrival, content: content)) }
      return .some(state.taker.take())
    }
    guard let taker else { return false }
    taker?.resume()
    return true
  }

  /// Waits for something and takes all of it; nil once closed and empty.
  func take() async -> [Observation]? {
    while true {
      let (batch, isClosed) = state.withLock { state -> ([Observation], Bool) in
        let batch = state.waiting
        state.waiting = []
        state.bytes = 0
        return (batch, state.isClosed)
      }
      if !batch.isEmpty { return batch }
      if isClosed { return nil }
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          if !state.waiting.isEmpty || state.isClosed { return true }
          state.taker = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    }
  }

  /// Takes nothing more; what waits can still be taken.
  func close() {
    let taker = state.withLock { state in
      state.isClosed = true
      return state.taker.take()
    }
    taker?.resume()
  }

  /// Whether more than half of the room is taken.
  var isHalfFull: Bool { state.withLock { $0.bytes > capacity / 2 } }
}

extension Observation.Content {
  /// Whether it comes from the stream, which can bring more than anybody can take.
  fileprivate var isEvent: Bool {
    switch self {
    case .event, .past: true
    case .connected, .disconnected, .unreachable, .listed, .inspected, .deadline: false
    }
  }

  /// About how many bytes it occupies.
  var size: Int {
    switch self {
    case .event(let event), .past(let event): 256 + event.textSize
    case .listed(let listing): 128 + listing.rows.count * 256
    case .inspected: 4096
    case .connected, .disconnected, .unreachable, .deadline: 256
    }
  }
}

extension EngineEvent {
  /// Bytes of its texts: a label of any length may stand in an attribute.
  fileprivate var textSize: Int {
    id.text.utf8.count
      + [attributes.name, attributes.image, attributes.oldName, attributes.composeReplace].reduce(0) { $0 + ($1?.utf8.count ?? 0) }
  }
}
