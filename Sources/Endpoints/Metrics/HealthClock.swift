// The entry of `docker_container_health_status_seconds_total` that grows.

import Exposition
import Watch

/// The time spent in the present health, for as long as it lasts.
struct HealthClock: Sendable {
  /// The statuses that are timed, in the order of `Counters.healthTime`.
  static let statuses = [Health.starting, .healthy, .unhealthy].map(\.rawValue)

  /// The position of the present health among the statuses.
  let index: Int
  private let before: Int64
  private let since: Timestamp

  /// Nil while nothing grows.
  init?(_ view: ContainerView) {
    guard view.hasHealthcheck, let since = view.counters.healthSince, let health = view.present?.health,
      let index = Self.statuses.firstIndex(of: health.rawValue)
    else { return nil }
    self.index = index
    self.before = view.counters.healthTime[index]
    self.since = since
  }

  /// The counter at a time up to which all is confirmed.
  func nanoseconds(confirmedUpTo: Timestamp?) -> Int64 {
    before &+ max(0, confirmedUpTo?.since(since) ?? 0)
  }
}
