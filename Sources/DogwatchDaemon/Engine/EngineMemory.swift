// What is remembered of the engine from one connection to the next, to tell a restart from a cut line.

import DockerEngine
import Watch

/// The events known of the engine's present run, and how the last connection ended.
struct EngineMemory {
  /// Container events of this run that were seen: what the ring held when it was asked last, and the newest of the stream since.
  private var known: Set<EngineEvent> = []
  private var newest: EngineEvent?
  /// The engine's clock at the last connect or event; nil before the first connect.
  private(set) var lastTime: Timestamp?
  /// Who listened on the engine's socket when it was connected to last.
  private var listener: ListeningProcess?
  private var end: End?

  /// How a connection ended.
  private struct End {
    var uptime: Uptime
    /// Closed in good order, and not one attempt has failed since.
    var isClean: Bool
  }

  /// What a new connection is, compared with the one before.
  struct Verdict: Equatable {
    /// Another run of the engine.
    var engineRestarted: Bool
    /// Nothing was missed in between.
    var isContinuous: Bool
  }

  /// A clean end and a quick return leave no gap if the ring holds all between.
  private static let longestQuietReturn: Int64 = 5_000_000_000

  // MARK: What happens

  /// The newest event of a stream, by its stamp.
  mutating func saw(_ event: EngineEvent) {
    if newest.map({ $0.time <= event.time }) ?? true { newest = event }
    if lastTime.map({ $0 < event.time }) ?? true { lastTime = event.time }
  }

  mutating func disconnected(inOrder: Bool, at uptime: Uptime) {
    end = End(uptime: uptime, isClean: inOrder)
  }

  mutating func failed() {
    end?.isClean = false
  }

  /// A stream is open again; what the ring holds is known from now on.
  mutating func connected(_ ring: RingAnswer, listener: ListeningProcess?, engineTime: Timestamp) {
    known = Set(ring.events)
    newest = ring.events.max { $0.time < $1.time }
    self.listener = listener
    lastTime = engineTime
    end = nil
  }

  // MARK: What it means

  /// What the engine's ring, and the process behind its socket, say about the time between.
  func compare(with ring: RingAnswer, listener: ListeningProcess?, engineTime: Timestamp, at uptime: Uptime) -> Verdict {
    guard lastTime != nil, let end else { return Verdict(engineRestarted: false, isContinuous: false) }
    let events = ring.events
    let holdsKnown = events.contains { $0 == newest || known.contains($0) }
    let engineRestarted = hasRestarted(holdsKnown: holdsKnown, isFull: ring.isFull, listener: listener)
    // With a second to spare for the way there.
    let away = uptime.since(end.uptime)
    let leftAt = engineTime.advanced(by: -away - 1_000_000_000)
    let reachesBack = !ring.isFull || events.contains { $0 == newest || $0.time <= leftAt }
    return Verdict(
      engineRestarted: engineRestarted,
      isContinuous: !engineRestarted && end.isClean && away < Self.longestQuietReturn && reachesBack)
  }

  /// The ring is in memory: a restart empties it, and only a restart or 256 newer events make it lose what it held (moby
  /// daemon/events/events.go). So a ring that is not full and lacks what we know is another run's. Where the ring cannot tell, full as after
  /// the boot of many containers or without anything known, the process that listens may.
  private func hasRestarted(holdsKnown: Bool, isFull: Bool, listener: ListeningProcess?) -> Bool {
    if holdsKnown { return false }
    if !isFull, newest != nil || !known.isEmpty { return true }
    guard let before = self.listener, let listener else { return false }
    return before != listener
  }

  /// From when on the ring's events are news: a little before the last one known, as order by time is not strict. The engine's clock may have
  /// been set back.
  func newsSince(_ engineTime: Timestamp) -> Timestamp {
    min(lastTime ?? engineTime, engineTime).advanced(by: -5_000_000_000)
  }
}

extension RingAnswer {
  /// Its container events.
  var events: [EngineEvent] {
    items.compactMap { if case .event(let event) = $0 { event } else { nil } }
  }

  /// Whether it may have forgotten something. What happened while it was asked for lies behind `until` and is missing from the answer, so a
  /// full ring can answer with fewer lines than it holds.
  var isFull: Bool { lineCount >= Self.capacity * 3 / 4 }
}
