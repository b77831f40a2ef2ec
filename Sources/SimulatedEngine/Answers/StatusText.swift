// The list's `Status`: words for people (moby daemon/container/state.go: `String`; go-units: `HumanDuration`).

import Watch

enum StatusText {
  /// Such as `Up 5 minutes (healthy)` or `Exited (137) 2 hours ago`.
  static func of(_ container: Container, at now: Timestamp) -> String {
    let running = container.startedAt.map { length(now.since($0)) } ?? ""
    let ended = container.finishedAt.map { length(now.since($0)) } ?? ""
    return switch container.status {
    case .running: "Up \(running)\(health(container))"
    case .paused: "Up \(running) (Paused)"
    case .restarting: "Restarting (\(container.exitCode)) \(ended) ago"
    case .created: "Created"
    case .exited: "Exited (\(container.exitCode)) \(ended) ago"
    case .dead: "Dead"
    case .removing: "Removal In Progress"
    }
  }

  private static func health(_ container: Container) -> String {
    switch container.health?.status {
    case .starting?: " (health: starting)"
    case .healthy?: " (healthy)"
    case .unhealthy?: " (unhealthy)"
    case .none?, .unknown?, nil: ""
    }
  }

  private static func length(_ nanoseconds: Int64) -> String {
    let seconds = nanoseconds / 1_000_000_000
    let minutes = seconds / 60
    let hours = (minutes + 30) / 60
    return switch seconds {
    case ..<1: "Less than a second"
    case 1: "1 second"
    case ..<60: "\(seconds) seconds"
    case ..<120: "About a minute"
    case ..<3600: "\(minutes) minutes"
    default: hours == 1 ? "About an hour" : hours < 48 ? "\(hours) hours" : hours < 336 ? "\(hours / 24) days" : "\(hours / 168) weeks"
    }
  }
}
