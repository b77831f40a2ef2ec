// The record of one change: the same in history, API, journal and replay.

/// One change of one container, or a stretch that was not seen.
public struct Transition: Sendable, Hashable {
  /// Rising by one with each transition.
  public var sequence: Int64
  /// When it happened, by the engine's clock.
  public var time: Timestamp
  /// Nil for a gap.
  public var name: ContainerName?
  public var id: ContainerID?
  public var kind: Kind
  /// Reconciled from a listing rather than seen as an event.
  public var isInferred: Bool
  /// What the verdict rests on, in short strings.
  public var evidence: [String]

  public init(
    sequence: Int64, time: Timestamp, name: ContainerName?, id: ContainerID?, kind: Kind, isInferred: Bool = false, evidence: [String] = []
  ) {
    self.sequence = sequence
    self.time = time
    self.name = name
    self.id = id
    self.kind = kind
    self.isInferred = isInferred
    self.evidence = evidence
  }

  /// The same without what a health probe said (`alerts.probeOutput`).
  public var withoutProbeOutput: Transition {
    guard case .health(var change) = kind, change.output != nil else { return self }
    var bare = self
    change.output = nil
    bare.kind = .health(change)
    return bare
  }

  public enum Kind: Sendable, Hashable {
    case created, removed, paused, unpaused
    case start(StartReason)
    /// A start that never ran: the first, or one by somebody who had just stopped it.
    case startFailed(error: String, exitCode: Int?)
    case exit(Exit)
    case health(HealthChange)
    case renamed(oldName: ContainerName)
    case gap(Gap)

    /// The kind's word in the API.
    public var label: String {
      switch self {
      case .created: "created"
      case .removed: "removed"
      case .paused: "paused"
      case .unpaused: "unpaused"
      case .start: "start"
      case .startFailed: "start-failed"
      case .exit: "exit"
      case .health: "health"
      case .renamed: "renamed"
      case .gap: "gap"
      }
    }
  }
}

/// An exit and what it meant.
public struct Exit: Sendable, Hashable, Codable {
  public var outcome: ExitOutcome
  /// Nil when it could not be learned.
  public var exitCode: Int?
  /// The last signal sent through the API before the exit.
  public var signal: Int?
  public var oom: Bool
  /// Seconds from start to exit, nil when the start is not known.
  public var ranForSeconds: Double?
  /// The expected back-off, when the policy brought it back.
  public var restartDelaySeconds: Double?

  public init(
    outcome: ExitOutcome, exitCode: Int?, signal: Int? = nil, oom: Bool = false, ranForSeconds: Double? = nil,
    restartDelaySeconds: Double? = nil
  ) {
    self.outcome = outcome
    self.exitCode = exitCode
    self.signal = signal
    self.oom = oom
    self.ranForSeconds = ranForSeconds
    self.restartDelaySeconds = restartDelaySeconds
  }
}

/// A change of health.
public struct HealthChange: Sendable, Hashable {
  public var from: Health
  public var to: Health
  /// Failed probes in a row.
  public var failingStreak: Int?
  /// The last probe's output, cut to 1 KiB.
  public var output: String?

  public init(from: Health, to: Health, failingStreak: Int? = nil, output: String? = nil) {
    self.from = from
    self.to = to
    self.failingStreak = failingStreak
    self.output = output
  }

  /// Of such changes flapping is made.
  var isBetweenHealthyAndUnhealthy: Bool { from == .healthy && to == .unhealthy || from == .unhealthy && to == .healthy }
}

/// A stretch that was not seen.
public struct Gap: Sendable, Hashable {
  /// The last event or agreeing list before it.
  public var start: Timestamp
  /// The next full listing.
  public var end: Timestamp
  public var cause: GapCause

  public init(start: Timestamp, end: Timestamp, cause: GapCause) {
    self.start = start
    self.end = end
    self.cause = cause
  }
}
