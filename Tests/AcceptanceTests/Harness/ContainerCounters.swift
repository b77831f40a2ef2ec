// Every counter of one container, to be compared as a whole: what a test does not name must be 0.

/// The counters of a name. Health counters are there only with a health check.
struct ContainerCounters: Equatable, Sendable, CustomStringConvertible {
  var values: [String: Double]

  static let outcomes = [
    "engine-shutdown", "stopped", "restarted", "restart-failed", "exhausted", "restart-cancelled", "completed", "failed", "unknown",
  ]
  static let reasons = ["new", "policy", "manual", "engine", "unknown"]
  static let healths = ["starting", "healthy", "unhealthy"]

  /// What is expected.
  init(
    exits: [String: Int] = [:], starts: [String: Int] = [:], startFailures: Int = 0, oomKills: Int = 0, health: [String: Int]? = nil
  ) {
    precondition(Set(exits.keys).isSubset(of: Self.outcomes) && Set(starts.keys).isSubset(of: Self.reasons), "a word that is none")
    values = ["start_failures": Double(startFailures), "oom_kills": Double(oomKills)]
    for outcome in Self.outcomes { values["exits \(outcome)"] = Double(exits[outcome] ?? 0) }
    for reason in Self.reasons { values["starts \(reason)"] = Double(starts[reason] ?? 0) }
    if let health {
      for to in Self.healths { values["health to \(to)"] = Double(health[to] ?? 0) }
    }
  }

  /// What the page says.
  init(of name: String, on page: MetricsPage) {
    values = [:]
    for sample in page.samples where sample.labels["name"] == name {
      switch sample.name {
      case "docker_container_exits_total": values["exits \(sample.labels["outcome"] ?? "?")"] = sample.value
      case "docker_container_starts_total": values["starts \(sample.labels["reason"] ?? "?")"] = sample.value
      case "docker_container_health_transitions_total": values["health to \(sample.labels["to"] ?? "?")"] = sample.value
      case "docker_container_start_failures_total": values["start_failures"] = sample.value
      case "docker_container_oom_kills_total": values["oom_kills"] = sample.value
      default: break
      }
    }
  }

  /// One more of something.
  func adding(_ key: String, _ count: Double = 1) -> ContainerCounters {
    var sum = self
    sum.values[key, default: 0] += count
    return sum
  }

  /// What differs, for a person.
  func differences(from expected: ContainerCounters) -> String {
    Set(values.keys).union(expected.values.keys).sorted().compactMap { key in
      let (found, wanted) = (values[key], expected.values[key])
      guard found != wanted else { return nil }
      return "\(key) is \(found.map { "\(Int($0))" } ?? "missing"), not \(wanted.map { "\(Int($0))" } ?? "there at all")"
    }.joined(separator: "; ")
  }

  var description: String {
    let shown = values.filter { $0.value != 0 }.sorted { $0.key < $1.key }.map { "\($0.key): \(Int($0.value))" }
    return values.isEmpty ? "no counters" : "{" + shown.joined(separator: ", ") + "}"
  }
}
