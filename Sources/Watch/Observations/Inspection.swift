// What the engine says of one container when asked.

/// What came of `GET /containers/{id}/json`.
public struct InspectAnswer: Sendable {
  public var id: ContainerID
  /// When the request was sent: what happened later may be missing from the answer.
  public var requestedAt: Uptime
  public var result: Result

  public init(id: ContainerID, requestedAt: Uptime, result: Result) {
    self.id = id
    self.requestedAt = requestedAt
    self.result = result
  }

  public enum Result: Sendable {
    case found(Inspection)
    /// 404: gone, or being removed.
    case missing
    /// Refused, reset, or no answer within the limit: the engine may be going down.
    case unanswered(String)
    /// An answer that is neither (500, unreadable).
    case failed(String)
  }
}

/// A container as inspect describes it.
public struct Inspection: Sendable, Hashable {
  public var id: ContainerID
  public var name: ContainerName
  /// The image's name as it was given (`Config.Image`).
  public var image: String
  public var state: State
  public var restartCount: Int
  public var restartPolicy: RestartPolicy
  /// Removed by the engine when it exits (`--rm`).
  public var autoRemove: Bool
  /// The number of the container's own STOPSIGNAL, nil when it has none (the engine then uses SIGTERM).
  public var stopSignal: Int?
  /// Seconds the engine waits before SIGKILL, nil when the container does not say (the engine then waits 10).
  public var stopTimeout: Int?
  /// Bytes of `HostConfig.Memory`, nil when unlimited.
  public var memoryLimit: Int64?
  /// Whether somebody's terminal or input is attached (`Config.AttachStdin`).
  public var attachStdin: Bool
  public var healthcheck: Healthcheck?
  public var labels: [String: String]

  public init(
    id: ContainerID, name: ContainerName, image: String, state: State, restartCount: Int, restartPolicy: RestartPolicy,
    autoRemove: Bool = false, stopSignal: Int? = nil, stopTimeout: Int? = nil, memoryLimit: Int64? = nil, attachStdin: Bool = false,
    healthcheck: Healthcheck? = nil, labels: [String: String] = [:]
  ) {
    self.id = id
    self.name = name
    self.image = image
    self.state = state
    self.restartCount = restartCount.reckonable
    self.restartPolicy =
      if case .onFailure(let count) = restartPolicy { .onFailure(maximumRetryCount: count.reckonable) } else { restartPolicy }
    self.autoRemove = autoRemove
    self.stopSignal = stopSignal
    self.stopTimeout = stopTimeout?.reckonable
    self.memoryLimit = memoryLimit
    self.attachStdin = attachStdin
    self.healthcheck = healthcheck
    self.labels = labels
  }

  /// `State` of inspect.
  public struct State: Sendable, Hashable {
    public var status: ContainerState
    public var exitCode: Int
    public var error: String
    public var oomKilled: Bool
    /// Nil if it never started.
    public var startedAt: Timestamp?
    /// Nil if it never exited.
    public var finishedAt: Timestamp?
    /// Nil without a health check.
    public var health: HealthReport?

    public init(
      status: ContainerState, exitCode: Int = 0, error: String = "", oomKilled: Bool = false, startedAt: Timestamp? = nil,
      finishedAt: Timestamp? = nil, health: HealthReport? = nil
    ) {
      self.status = status
      self.exitCode = exitCode.reckonable
      self.error = error
      self.oomKilled = oomKilled
      self.startedAt = startedAt
      self.finishedAt = finishedAt
      self.health = health
    }
  }
}

/// `State.Health` of inspect.
public struct HealthReport: Sendable, Hashable {
  public var status: Health
  public var failingStreak: Int
  /// The newest probe of its log.
  public var lastProbe: Probe?

  public init(status: Health, failingStreak: Int = 0, lastProbe: Probe? = nil) {
    self.status = status
    self.failingStreak = failingStreak.reckonable
    self.lastProbe = lastProbe
  }

  public struct Probe: Sendable, Hashable {
    public var start: Timestamp?
    public var end: Timestamp?
    public var exitCode: Int
    /// At most 4,096 bytes as the engine keeps them; may hold secrets.
    public var output: String

    public init(start: Timestamp? = nil, end: Timestamp? = nil, exitCode: Int, output: String) {
      self.start = start
      self.end = end
      self.exitCode = exitCode
      self.output = output
    }
  }
}

/// A health check's settings (`Config.Healthcheck`), nanoseconds; the engine's defaults filled in for what is 0.
public struct Healthcheck: Sendable, Hashable, Codable {
  public var interval: Int64
  public var timeout: Int64
  public var startPeriod: Int64
  public var retries: Int

  public init(interval: Int64 = 30_000_000_000, timeout: Int64 = 30_000_000_000, startPeriod: Int64 = 0, retries: Int = 3) {
    self.interval = min(interval, Self.longest)
    self.timeout = min(timeout, Self.longest)
    self.startPeriod = min(startPeriod, Self.longest)
    self.retries = retries.reckonable
  }
}

extension Healthcheck {
  /// A hundred years, in nanoseconds.
  private static let longest: Int64 = 100 * 365 * 86_400 * 1_000_000_000
}
