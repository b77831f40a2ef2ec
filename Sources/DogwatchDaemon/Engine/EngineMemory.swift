// What is remembered of the engine from one connection to the next, to tell a restart from a cut line.

import DockerEngine
import Ledger
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
  /// What an earlier process of ours knew, until the engine has been connected to.
  private var earlier: Earlier?

  /// What was known of the run before, by fingerprints.
  private struct Earlier {
    var events: Set<UInt64>
    var listener: String?
  }

  init() {}

  /// Remembers what an earlier process wrote down: the engine's clock when it was last heard of, and by what its run is known again.
  init(lastTime: Timestamp?, events: [UInt64], trace: EngineTrace?) {
    self.lastTime = lastTime
    let ring = trace?.ring.map { UInt64(bitPattern: $0) } ?? []
    earlier = Earlier(events: Set(events + ring), listener: trace?.listener)
  }

  init(_ saved: SavedState) {
    self.init(lastTime: saved.fleet.head.lastHeard, events: saved.fleet.recentEvents.map(\.element), trace: saved.engine)
  }

  /// What is to be remembered of the run that is connected to.
  var trace: EngineTrace {
    EngineTrace(ring: known.map { Int64(bitPattern: $0.fingerprint) }.sorted(), listener: listener?.trace)
  }

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
    earlier = nil
  }

  // MARK: What it means

  /// What the engine's ring, and the process behind its socket, say about the time between.
  func compare(with ring: RingAnswer, listener: ListeningProcess?, engineTime: Timestamp, at uptime: Uptime) -> Verdict {
    let events = ring.events
    if let earlier {
      let holdsKnown = events.contains { earlier.events.contains($0.fingerprint) }
      let hasRestarted = hasRestarted(
        holdsKnown: holdsKnown, knowsAny: !earlier.events.isEmpty, isFull: ring.isFull, listeners: (earlier.listener, listener?.trace))
      return Verdict(engineRestarted: hasRestarted, isContinuous: false)
    }
    guard lastTime != nil, let end else { return Verdict(engineRestarted: false, isContinuous: false) }
    let holdsKnown = events.contains { $0 == newest || known.contains($0) }
    let engineRestarted = hasRestarted(
      holdsKnown: holdsKnown, knowsAny: newest != nil || !known.isEmpty, isFull: ring.isFull,
      listeners: (self.listener?.trace, listener?.trace))
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
  private func hasRestarted(holdsKnown: Bool, knowsAny: Bool, isFull: Bool, listeners: (before: String?, now: String?)) -> Bool {
    if holdsKnown { return false }
    if !isFull, knowsAny { return true }
    guard let before = listeners.before, let now = listeners.now else { return false }
    return before != now
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
