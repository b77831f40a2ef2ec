// What the outside may know of one name at one moment: the input of metrics, API and status.

/// A container name as Dogwatch sees it: what is there now, and what was counted.
public struct ContainerView: Sendable, Hashable {
  public var name: ContainerName
  /// What is there now; nil after removal, while the counters are still shown.
  public var present: Present?
  public var counters: Counters
  /// Whether its counters about health are shown: it has, or last had, a health check.
  public var hasHealthcheck: Bool
  public var isFlapping: Bool
  public var isCrashLooping: Bool

  public init(
    name: ContainerName, present: Present?, counters: Counters, hasHealthcheck: Bool, isFlapping: Bool, isCrashLooping: Bool
  ) {
    self.name = name
    self.present = present
    self.counters = counters
    self.hasHealthcheck = hasHealthcheck
    self.isFlapping = isFlapping
    self.isCrashLooping = isCrashLooping
  }

  /// A container that exists.
  public struct Present: Sendable, Hashable {
    public var id: ContainerID
    public var image: String
    public var composeProject: String
    public var composeService: String
    public var restartPolicy: RestartPolicy
    /// The labels asked for by `metrics.containerLabels` that the container has, in that order.
    public var labels: [Label]
    public var state: ContainerState
    /// When it came into this state, as far as known.
    public var stateSince: Timestamp?
    public var health: Health
    public var failingStreak: Int
    /// The last probe's output, cut to 1 KiB.
    public var healthOutput: String?
    /// Nil unless it runs.
    public var startedAt: Timestamp?
    public var retriesUsed: Int
    /// The back-off now being waited, seconds, else 0.
    public var restartDelaySeconds: Double
    public var lastExit: LastExit?

    public init(
      id: ContainerID, image: String, composeProject: String, composeService: String, restartPolicy: RestartPolicy, labels: [Label],
      state: ContainerState, stateSince: Timestamp?, health: Health, failingStreak: Int, healthOutput: String?, startedAt: Timestamp?,
      retriesUsed: Int, restartDelaySeconds: Double, lastExit: LastExit?
    ) {
      self.id = id
      self.image = image
      self.composeProject = composeProject
      self.composeService = composeService
      self.restartPolicy = restartPolicy
      self.labels = labels
      self.state = state
      self.stateSince = stateSince
      self.health = health
      self.failingStreak = failingStreak
      self.healthOutput = healthOutput
      self.startedAt = startedAt
      self.retriesUsed = retriesUsed
      self.restartDelaySeconds = restartDelaySeconds
      self.lastExit = lastExit
    }
  }

  /// A container label shown on `docker_container_info`.
  public struct Label: Sendable, Hashable, Codable {
    public var key: String
    public var value: String

    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// The last exit seen or found.
  public struct LastExit: Sendable, Hashable, Codable {
    public var code: Int?
    public var time: Timestamp
    /// Nil while the verdict waits, and for an exit found at first sight.
    public var outcome: ExitOutcome?

    public init(code: Int?, time: Timestamp, outcome: ExitOutcome?) {
      self.code = code
      self.time = time
      self.outcome = outcome
    }
  }

  /// What was counted under this name.
  public struct Counters: Sendable, Hashable, Codable {
    /// Indexed by the position of the case in `StartReason.allCases`.
    public var starts: [Int64]
    /// Indexed by the position of the case in `ExitOutcome.allCases`.
    public var exits: [Int64]
    public var startFailures: Int64
    public var oomKills: Int64
    /// To starting, healthy, unhealthy.
    public var healthTransitions: [Int64]
    /// Nanoseconds spent starting, healthy, unhealthy up to when they last changed.
    public var healthTime: [Int64]
    /// Since when (engine's clock) the present health has been growing its entry of `healthTime`; nil while nothing grows. At a time T up to which
    /// all is confirmed, the counter is the entry plus max(0, T - since).
    public var healthSince: Timestamp?

    public init() {
      starts = Array(repeating: 0, count: StartReason.allCases.count)
      exits = Array(repeating: 0, count: ExitOutcome.allCases.count)
      startFailures = 0
      oomKills = 0
      healthTransitions = [0, 0, 0]
      healthTime = [0, 0, 0]
      healthSince = nil
    }

    /// The same in another process, which may count more than was counted when it was written down.
    mutating func resume() {
      func resumed(_ counts: [Int64], _ fresh: [Int64]) -> [Int64] {
        fresh.indices.map { counts.indices.contains($0) ? counts[$0].countable : 0 }
      }
      let fresh = Counters()
      starts = resumed(starts, fresh.starts)
      exits = resumed(exits, fresh.exits)
      (startFailures, oomKills) = (startFailures.countable, oomKills.countable)
      healthTransitions = resumed(healthTransitions, fresh.healthTransitions)
      healthTime = resumed(healthTime, fresh.healthTime)
    }
  }
}
