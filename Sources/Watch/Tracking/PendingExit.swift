// An exit whose verdict waits.

/// An exit that has happened and is not judged yet.
struct PendingExit: Sendable, Codable {
  var facts: ExitFacts
  var arrivedAt: Uptime
  /// Only an inspect sent after this tells what came of it: the exit, or a later stop during the back-off.
  var askedSince: Uptime
  var runStartedAt: Timestamp?
  /// A process of the run was killed for memory.
  var sawOOM: Bool
  var isInferred: Bool
  /// Found waiting at first sight: that the policy then brings it back is no news.
  var isBaseline = false
  /// Stamped while a restarting engine was out of reach.
  var isFromEngineBoot = false
  /// The expected back-off if the policy restarts it, nanoseconds.
  var expectedDelay: Int64
  /// An inspect sent since then has been answered.
  var hasAnswer = false
  /// An answer came when the stream had ended: another run of the engine may have given it.
  var wasAnsweredLate = false
  /// When a `stop` came that was taken for this exit's.
  var stoppedAt: Timestamp?
  /// Inspect has shown the next run, and its start has not been announced yet.
  var sawNewerRun = false
  var stage: Stage

  init(
    facts: ExitFacts, arrivedAt: Uptime, run: Run?, isInferred: Bool, expectedDelay: Int64, stage: Stage
  ) {
    self.facts = facts
    self.arrivedAt = arrivedAt
    self.isInferred = isInferred
    self.expectedDelay = expectedDelay
    self.stage = stage
    askedSince = arrivedAt
    runStartedAt = run?.startedAt
    sawOOM = run?.sawOOM ?? false
  }

  /// What the verdict waits for.
  enum Stage: Sendable, Hashable, Codable {
    /// An inspect sent after the exit; asked again at the deadline.
    case inspection(until: Uptime)
    /// A start by the policy; looked at again at the deadline.
    case start(until: Uptime)
    /// Trailing events: exited although the policy should have acted, or a stop that takes longer than usual may be behind it.
    case trailingEvents(until: Uptime)
    /// The destroy that a 404 announces.
    case removal(until: Uptime)
    /// The end of the stream, since the engine no longer answers: asked again now and then, until `until` at the latest.
    case streamEnd(until: Uptime, askAgainAt: Uptime)
    /// The stream has ended: whether the engine still lives shows when connecting.
    case reconnect

    var isStart: Bool { if case .start = self { true } else { false } }
  }

  /// When somebody must look at it again.
  var deadline: Uptime? {
    switch stage {
    case .inspection(let until), .start(let until), .trailingEvents(let until), .removal(let until): until
    case .streamEnd(let until, let askAgainAt): min(until, askAgainAt)
    case .reconnect: nil
    }
  }

  /// The same, its uptimes moved; what it waits for shows when the engine is connected to again.
  mutating func resume(movedBy shift: Int64) {
    arrivedAt = arrivedAt.advanced(by: shift)
    askedSince = askedSince.advanced(by: shift)
    facts.retriesBefore = facts.retriesBefore.reckonable
    facts.retriesAfter = facts.retriesAfter?.reckonable
    expectedDelay = min(max(expectedDelay, 0), BackOff.longest)
    stage = .reconnect
  }

  /// Whether somebody or something had asked the container to end: then it may be the engine that goes down.
  var wasAskedToEnd: Bool { facts.isStoppedThroughAPI }
}
