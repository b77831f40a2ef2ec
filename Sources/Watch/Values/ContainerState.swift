// The engine's words for what a container does.

/// A container's state (`State.Status` of inspect, `State` of list).
public enum ContainerState: String, CaseIterable, Hashable, Sendable, Codable {
  case created, running, paused, restarting, exited, dead, removing
}

/// A container's health as Dogwatch reports it.
public enum Health: String, CaseIterable, Hashable, Sendable, Codable {
  /// No health check.
  case none
  case starting, healthy, unhealthy
  /// Not running, paused, or not yet known.
  case unknown
}

/// A restart policy (`HostConfig.RestartPolicy`).
public enum RestartPolicy: Hashable, Sendable, Codable {
  case no
  case always
  case unlessStopped
  /// Restart after an exit other than 0, at most that many times (0: without end).
  case onFailure(maximumRetryCount: Int)

  /// The policy's name in Docker's words, without the count.
  public var name: String {
    switch self {
    case .no: "no"
    case .always: "always"
    case .unlessStopped: "unless-stopped"
    case .onFailure: "on-failure"
    }
  }
}
