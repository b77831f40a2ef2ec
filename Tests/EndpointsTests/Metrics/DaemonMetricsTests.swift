import Exposition
import Testing
import Watch

@testable import Endpoints

@Suite struct DaemonMetricsTests {
  private func lines(_ metrics: DaemonMetrics) -> [String] {
    FleetSnapshot.empty.scraped(.text, metrics).split(separator: "\n").map(String.init).filter { $0.hasPrefix("dogwatch_") }
  }

  @Test func whatIsKnownBeforehandIsThereFromTheStart() {
    let lines = lines(DaemonMetrics(version: "1.2.3"))
    let actions = [
      "create", "start", "restart", "stop", "die", "kill", "oom", "pause", "unpause", "destroy", "rename", "update", "health_status",
      "other",
    ]
    #expect(lines.filter { $0.hasPrefix("dogwatch_events_total") } == actions.map { "dogwatch_events_total{action=\"\($0)\"} 0" })
    #expect(
      lines.filter { $0.hasPrefix("dogwatch_gaps_total") }
        == ["stream-lost", "engine-restarted", "daemon-stopped"].map { "dogwatch_gaps_total{cause=\"\($0)\"} 0" })
    #expect(lines.contains("dogwatch_build_info{version=\"1.2.3\"} 1"))
    #expect(lines.contains("dogwatch_engine_up 0"))
    #expect(!lines.contains { $0.hasPrefix("dogwatch_engine_info") })
  }

  @Test func everythingIsCounted() {
    let metrics = DaemonMetrics(version: "1")
    metrics.engineUp(true)
    metrics.engineInfo(version: "20.10.24", apiVersion: "1.41")
    metrics.connected()
    var tally = EventTally()
    tally.count(.die, lagSeconds: 0.002)
    tally.count(.die)
    tally.count(.healthStatus(.healthy), lagSeconds: -0.5)
    tally.countMalformed()
    metrics.events(tally)
    metrics.events(tally)
    metrics.event(.other)
    metrics.eventMalformed()
    metrics.gap(Gap(start: .at(0), end: .at(2.5), cause: .streamLost))
    metrics.gap(Gap(start: .at(5), end: .at(4), cause: .engineRestarted))
    metrics.inferredTransitions(3)
    metrics.reconciled(at: .at(1), seconds: 0.02)
    metrics.reconcileFailed()
    metrics.labelError()
    metrics.watchdogPinged()
    let lines = lines(metrics)
    for line in [
      "dogwatch_engine_up 1", "dogwatch_engine_info{version=\"20.10.24\",api_version=\"1.41\"} 1", "dogwatch_engine_connects_total 1",
      "dogwatch_events_total{action=\"die\"} 4", "dogwatch_events_total{action=\"health_status\"} 2",
      "dogwatch_events_total{action=\"other\"} 1", "dogwatch_events_malformed_total 3", "dogwatch_event_lag_seconds_bucket{le=\"0.001\"} 2",
      "dogwatch_event_lag_seconds_bucket{le=\"0.005\"} 4", "dogwatch_event_lag_seconds_bucket{le=\"1.0\"} 4",
      "dogwatch_event_lag_seconds_sum 0.004", "dogwatch_gaps_total{cause=\"stream-lost\"} 1",
      "dogwatch_gaps_total{cause=\"engine-restarted\"} 1", "dogwatch_gap_seconds_total 2.5", "dogwatch_inferred_transitions_total 3",
      "dogwatch_reconcile_duration_seconds_count 1", "dogwatch_reconcile_failures_total 1",
      "dogwatch_last_reconcile_timestamp_seconds 1767225601", "dogwatch_container_label_errors_total 1", "dogwatch_watchdog_pings_total 1",
    ] { #expect(lines.contains(line), "\(line)") }
  }

  @Test(arguments: [
    EngineEvent.Action.create, .start, .restart, .stop, .die, .kill, .oom, .pause, .unpause, .destroy, .rename, .update,
    .healthStatus(.unhealthy), .other,
  ])
  func actionIsCountedUnderItsLabel(_ action: EngineEvent.Action) throws {
    var tally = EventTally()
    tally.count(action)
    let position = try #require(tally.counts.firstIndex(of: 1))
    #expect(EventTally.actions[position] == action.label)
  }

  @Test func processFiguresAreAllKnownHere() {
    let figures = ProcessFigures.current()
    #expect((figures.cpuNanoseconds ?? 0) > 0)
    #expect((figures.residentBytes ?? 0) > 1_000_000)
    #expect((figures.virtualBytes ?? 0) >= (figures.residentBytes ?? .max))
    #expect((figures.openDescriptors ?? 0) >= 3)
    #expect((figures.maximumDescriptors ?? 0) >= 3)
    #expect(abs((figures.startSeconds ?? 0) - EndpointSources.wallClock().seconds) < 24 * 3600)
  }
}
