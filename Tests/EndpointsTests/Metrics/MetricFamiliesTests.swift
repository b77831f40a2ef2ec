import Exposition
import Testing
import Watch

@testable import Endpoints

@Suite struct MetricFamiliesTests {
  @Test func everyContainerFamilyHasItsWriterInOrder() {
    #expect(ContainerMetrics.all.map(\.family.name) == MetricFamilies.container.map(\.name))
  }

  @Test func namesAreUniqueInBothFormats() {
    let names = MetricFamilies.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(names.map { $0.replacing("_total", with: "") }).count == names.count)
  }

  /// The names of SPEC.md, *Metrics*.
  @Test func namesAreThoseOfTheSpecification() {
    #expect(
      Set(MetricFamilies.all.map(\.name)) == [
        "docker_container_info", "docker_container_state", "docker_container_health_status", "docker_container_health_transitions_total",
        "docker_container_health_status_seconds_total", "docker_container_health_failing_streak", "docker_container_health_flapping",
        "docker_container_crash_looping", "docker_container_starts_total", "docker_container_start_failures_total",
        "docker_container_exits_total", "docker_container_oom_kills_total", "docker_container_last_exit_code",
        "docker_container_last_exit_timestamp_seconds", "docker_container_start_time_seconds", "docker_container_restart_retries_used",
        "docker_container_restart_retries_limit", "docker_container_restart_delay_seconds", "dogwatch_build_info", "dogwatch_engine_up",
        "dogwatch_engine_info", "dogwatch_engine_connects_total", "dogwatch_events_total", "dogwatch_events_malformed_total",
        "dogwatch_event_lag_seconds", "dogwatch_gaps_total", "dogwatch_gap_seconds_total", "dogwatch_inferred_transitions_total",
        "dogwatch_reconcile_duration_seconds", "dogwatch_reconcile_failures_total", "dogwatch_last_reconcile_timestamp_seconds",
        "dogwatch_container_label_errors_total", "dogwatch_config_last_reload_successful",
        "dogwatch_config_last_reload_success_timestamp_seconds", "dogwatch_watchdog_pings_total", "dogwatch_store_healthy",
        "dogwatch_store_errors_total", "dogwatch_alerts_firing",
        "dogwatch_webhook_attempts_total", "dogwatch_webhook_notifications_total", "dogwatch_webhook_queue_length",
        "dogwatch_webhook_queue_oldest_timestamp_seconds", "dogwatch_webhook_duration_seconds", "process_cpu_seconds_total",
        "process_resident_memory_bytes",
        "process_virtual_memory_bytes", "process_open_fds", "process_max_fds", "process_start_time_seconds",
      ])
  }

  /// A busy scrape has samples of every family, with exactly the labels the table names (and `container_label_*`, `le`).
  @Test func everySampleHasTheLabelsOfTheTable() throws {
    let daemon = DaemonMetrics(version: "1.2.3")
    daemon.engineInfo(version: "20.10.24", apiVersion: "1.41")
    daemon.webhookQueue("chat", QueueFigures(length: 1, oldest: .at(0)))
    var seen: Set<String> = []
    for line in FleetSnapshot.of([.busy("web")]).scraped(.text, daemon).split(separator: "\n") where !line.hasPrefix("#") {
      let name = String(line.prefix { $0 != "{" && $0 != " " })
      let family = try #require(
        MetricFamilies.all.first { $0.name == name || ($0.kind == .histogram && name.hasPrefix($0.name)) }, "\(name) is not in the table")
      let labels = line.matches(of: /([a-z_]+)="/).map { String($0.1) }.filter { !$0.hasPrefix("container_label_") && $0 != "le" }
      #expect(labels == family.labels, "\(line)")
      seen.insert(family.name)
    }
    #expect(seen == Set(MetricFamilies.all.map(\.name)))
  }

  @Test func documentationIsUpToDate() throws {
    try Repository.expect(MetricsPage.text, in: "docs/metrics.md")
  }
}
