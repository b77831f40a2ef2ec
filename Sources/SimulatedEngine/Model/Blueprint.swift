// What a container is made of: the part of a create request that decides how it lives.

public import Watch

/// Everything a container is created with.
public struct Blueprint: Sendable {
  public var image: String
  /// The words of its command, as inspect and list show them.
  public var command: [String]
  public var policy: RestartPolicy
  public var labels: [String: String]
  /// `--rm`: the engine removes it when it has exited.
  public var autoRemove = false
  /// The number of its own STOPSIGNAL; nil: the engine sends SIGTERM.
  public var stopSignal: Int?
  /// Seconds before SIGKILL; nil: 10.
  public var stopTimeout: Int?
  /// Bytes; nil: unlimited.
  public var memoryLimit: Int64?
  public var healthcheck: Healthcheck?
  /// What its first process is like; may be changed while it lives.
  public var program: Program

  public init(
    image: String = "box", command: [String] = ["sleep", "1000"], policy: RestartPolicy = .no, labels: [String: String] = [:],
    healthcheck: Healthcheck? = nil, program: Program = Program()
  ) {
    self.image = image
    self.command = command
    self.policy = policy
    self.labels = labels
    self.healthcheck = healthcheck
    self.program = program
  }
}
