// What to ask `/events` for.

import Watch

/// The query of a request for events.
struct EventQuery {
  var since: Timestamp
  /// Without it the stream never ends.
  var until: Timestamp?
  /// Only the container events we follow; else all of all types.
  var isFiltered: Bool

  /// `health_status` matches all its values as a prefix (moby daemon/events/filter.go).
  static let actions = [
    "create", "start", "restart", "stop", "die", "kill", "oom", "pause", "unpause", "destroy", "remove", "rename", "update",
    "health_status",
  ]

  var path: String {
    var path = "/events?since=" + Self.seconds(since)
    if let until { path += "&until=" + Self.seconds(until) }
    if isFiltered {
      let actions = Self.actions.map { "\"\($0)\"" }.joined(separator: ",")
      path += "&filters=" + percentEncoded("{\"type\":[\"container\"],\"event\":[\(actions)]}")
    }
    return path
  }

  /// `seconds.nanoseconds` with all nine digits: the engine takes the part after the point as a number (moby api/types/time).
  private static func seconds(_ time: Timestamp) -> String {
    let nanoseconds = max(time.nanoseconds, 0)
    let fraction = String(nanoseconds % 1_000_000_000)
    return "\(nanoseconds / 1_000_000_000)." + String(repeating: "0", count: 9 - fraction.count) + fraction
  }
}
