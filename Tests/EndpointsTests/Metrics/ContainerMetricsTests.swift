import Testing
import Watch

@testable import Endpoints

@Suite struct ContainerMetricsTests {
  @Test func infoHasExactlyItsLabels() {
    let samples = FleetSnapshot.of([.busy("web")]).samples("docker_container_info")
    let id = String(repeating: "ab", count: 32)
    #expect(
      samples == [
        "{name=\"web\",id=\"\(id)\",image=\"nginx:1\",compose_project=\"shop\",compose_service=\"web\",restart_policy=\"on-failure\","
          + "container_label_team=\"blue\"} 1"
      ])
  }

  @Test func labelsThatCollideAreNumbered() {
    let labels = ["a.b", "c", "a-b", "a_b"].map { ContainerView.Label(key: $0, value: "of \($0)") }
    #expect(
      ContainerLabels.named(labels).map { "\($0.name)=\($0.value)" } == [
        "container_label_a_b_conflict1=of a.b", "container_label_c=of c", "container_label_a_b_conflict2=of a-b",
        "container_label_a_b_conflict3=of a_b",
      ])
  }

  @Test func numberingMakesNoNewCollision() {
    let labels = ["a.b", "a-b", "a_b_conflict1"].map { ContainerView.Label(key: $0, value: "") }
    #expect(
      ContainerLabels.named(labels).map(\.name) == [
        "container_label_a_b_conflict2", "container_label_a_b_conflict3", "container_label_a_b_conflict1",
      ])
  }

  @Test func stateIsOneHot() {
    let samples = FleetSnapshot.of([.running("web")]).samples("docker_container_state")
    #expect(samples.count == 7)
    #expect(samples.filter { $0.hasSuffix(" 1") } == ["{name=\"web\",state=\"running\"} 1"])
  }

  @Test func countersAreThereAtZero() {
    let snapshot = FleetSnapshot.of([.running("web", health: .starting)])
    #expect(
      snapshot.samples("docker_container_starts_total")
        == ["new", "policy", "manual", "engine", "unknown"].map { "{name=\"web\",reason=\"\($0)\"} 0" })
    #expect(
      snapshot.samples("docker_container_exits_total")
        == [
          "engine-shutdown", "stopped", "restarted", "restart-failed", "exhausted", "restart-cancelled", "completed", "failed", "unknown",
        ].map { "{name=\"web\",outcome=\"\($0)\"} 0" })
    #expect(snapshot.samples("docker_container_start_failures_total") == ["{name=\"web\"} 0"])
    #expect(snapshot.samples("docker_container_oom_kills_total") == ["{name=\"web\"} 0"])
    for family in ["health_transitions_total", "health_status_seconds_total"] {
      let samples = snapshot.samples("docker_container_" + family)
      #expect(samples.count == 3)
      #expect(samples.allSatisfy { $0.hasSuffix(" 0") })
    }
  }

  @Test func withoutHealthCheckOnlyTheStatusIsShown() {
    let snapshot = FleetSnapshot.of([.running("web")])
    #expect(snapshot.samples("docker_container_health_status").filter { $0.hasSuffix(" 1") } == ["{name=\"web\",status=\"none\"} 1"])
    #expect(families(snapshot).filter { $0.hasPrefix("docker_container_health_") } == ["docker_container_health_status"])
  }

  @Test(arguments: [
    (RestartPolicy.onFailure(maximumRetryCount: 3), ["{name=\"web\"} 3"]), (.onFailure(maximumRetryCount: 0), []), (.always, []),
    (.no, []), (.unlessStopped, []),
  ])
  func retriesLimitIsThereOnlyWithALimit(_ policy: RestartPolicy, _ expected: [String]) {
    let snapshot = FleetSnapshot.of([.running("web", policy: policy)])
    #expect(snapshot.samples("docker_container_restart_retries_limit") == expected)
    #expect(snapshot.samples("docker_container_restart_retries_used") == ["{name=\"web\"} 0"])
  }

  @Test func lastExitAppearsWithTheFirstExit() {
    #expect(FleetSnapshot.of([.running("web")]).samples("docker_container_last_exit_code") == [])
    #expect(FleetSnapshot.of([.running("web")]).samples("docker_container_last_exit_timestamp_seconds") == [])
    let exited = FleetSnapshot.of([
      .running("web") { $0.present?.lastExit = ContainerView.LastExit(code: 3, time: .at(90.5), outcome: nil) }
    ])
    #expect(exited.samples("docker_container_last_exit_code") == ["{name=\"web\"} 3"])
    #expect(exited.samples("docker_container_last_exit_timestamp_seconds") == ["{name=\"web\"} 1767225690.5"])
  }

  @Test func unknownExitCodeIsAbsent() {
    let exited = FleetSnapshot.of([
      .running("web") { $0.present?.lastExit = ContainerView.LastExit(code: nil, time: .at(90), outcome: .unknown) }
    ])
    #expect(exited.samples("docker_container_last_exit_code") == [])
    #expect(exited.samples("docker_container_last_exit_timestamp_seconds") == ["{name=\"web\"} 1767225690"])
  }

  @Test func startTimeIsThereOnlyWhileRunning() {
    #expect(FleetSnapshot.of([.running("web")]).samples("docker_container_start_time_seconds") == ["{name=\"web\"} 1767225700"])
    let exited = FleetSnapshot.of([
      .running("web") {
        $0.present?.state = .exited
        $0.present?.startedAt = nil
      }
    ])
    #expect(exited.samples("docker_container_start_time_seconds") == [])
  }

  @Test func removedContainerKeepsItsCountersOnly() {
    var view = ContainerView.busy("web")
    view.present = nil
    view.counters.healthSince = nil
    #expect(
      families(.of([view])) == [
        "docker_container_starts_total", "docker_container_start_failures_total", "docker_container_exits_total",
        "docker_container_oom_kills_total", "docker_container_health_transitions_total", "docker_container_health_status_seconds_total",
      ])
  }

  /// The names of all samples of containers.
  private func families(_ snapshot: FleetSnapshot) -> Set<String> {
    let samples = snapshot.scraped().split(separator: "\n").filter { $0.hasPrefix("docker_") }
    return Set(samples.map { line in String(line.prefix { $0 != "{" }) })
  }
}
