// docs/metrics.md, made from the table.

import Endpoints
import Exposition

enum MetricsPage {
  static var text: String {
    """
    # Metrics

    Everything on `/metrics`. This page is made from `Sources/Endpoints/Metrics/MetricFamilies.swift` by
    `UPDATE_GOLDEN=1 swift test --filter EndpointsTests`; a test fails when it is out of date.

    The format is Prometheus text 0.0.4, or OpenMetrics 1.0 for who asks for it in `Accept`; gzip for who accepts it. Counters exist at 0 as
    soon as a container is known. Container series appear after the first full listing; on removal gauges vanish at once, and counters after
    `metrics.removedRetention`. While the engine is out of reach longer than `engine.reconcileInterval`, `docker_container_state` and
    `docker_container_info` are absent and the health status is `unknown`. Families about health other than the status exist only for containers
    with a health check.

    A container's counters outlive a restart of Dogwatch. Those about Dogwatch itself begin at 0 with each process, as `rate()` and `increase()`
    expect of it.

    ## Containers

    \(table(MetricFamilies.container))

    ## Dogwatch

    \(table(MetricFamilies.daemon))

    ## Alerts and webhooks

    \(table(MetricFamilies.alerting))

    ## Process

    \(table(MetricFamilies.process))

    """
  }

  private static func table(_ families: [MetricFamily]) -> String {
    let rows = families.map { family in
      "| `\(family.name)` | \(family.kind.rawValue) | \(family.labels.map { "`\($0)`" }.joined(separator: " ")) | \(escape(family.help)) |"
    }
    return (["| metric | type | labels | |", "|---|---|---|---|"] + rows).joined(separator: "\n")
  }

  /// `<name>` would be taken for a tag.
  private static func escape(_ help: String) -> String { help.replacing("<", with: "&lt;") }
}
