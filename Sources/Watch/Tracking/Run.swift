// One run of a container, from its start to its exit.

/// A run: the present one, or the last.
struct Run: Sendable, Codable {
  /// Nil when the start was not seen and inspect does not tell.
  var startedAt: Timestamp?
  /// Whether its start was seen as an event; if it was inferred or found at first sight, a late event of it is no news.
  var isStartAnnounced: Bool
  /// The same of its exit.
  var isExitAnnounced = false
  /// Begun by this run of the engine, at its boot or soon after, or taken back under live-restore: what ends it is no clean-up.
  var isOfThisBoot: Bool?
  /// This run of the engine told of its start, and has not only taken it back: no end of an earlier one has ended it.
  var hasBegunSinceBoot: Bool?
  /// Ended by the clean-up of an engine at its boot.
  var wasCleanedUp: Bool?
  /// Since it ended an engine came back and did not start it.
  var wasLeftDown: Bool?
  /// Since it ended a start was tried, and failed.
  var startFailed: Bool?
  /// `State.Error` was set while it ran: an engine that keeps it over a start says nothing by it. Docker clears it.
  var hadOldError: Bool?
  var signals: [SentSignal] = []
  /// A `stop` came before the `die` it belongs to.
  var stopSeen = false
  var oomCounted = false
  /// An `oom` event told of it.
  var sawOOM = false
  /// What inspect's `OOMKilled` is worth.
  var oomMark = OOMMark.unknown

  /// Up to engine 23 `OOMKilled` is set at an exit and kept over the next start (moby v20.10 container/state.go: SetRunning); from 24 on it is set
  /// whenever a process is killed and a start clears it. So while it runs the mark tells of this run only once it was seen absent.
  enum OOMMark: String, Sendable, Codable {
    case unknown
    /// Seen absent in this run: if it appears, it is news.
    case absent
    /// Found set at first sight.
    case old
  }

  /// The signals of a run, as many as matter: the first taint it, the last may have ended it.
  mutating func note(_ signal: SentSignal) {
    signals.append(signal)
    if signals.count > 32 { signals.remove(at: 16) }
  }

  /// The signals without those of an engine that took it down: it sends its STOPSIGNAL, and SIGKILL where that does not do.
  var signalsBeforeShutdown: ArraySlice<SentSignal> {
    let hadToBeKilled = signals.count > 1 && signals.last?.number == 9
    return signals.dropLast(hadToBeKilled ? 2 : 1)
  }

  /// An engine remembers only what happened since its boot. `isOfBoot`: and that was before the connect.
  mutating func startWasAnnounced(isOfBoot: Bool) {
    hasBegunSinceBoot = true
    if isOfBoot { isOfThisBoot = true }
  }

  mutating func engineRestarted() {
    isOfThisBoot = nil
    hasBegunSinceBoot = nil
    for index in signals.indices { signals[index].isOfEarlierEngine = true }
  }
}
