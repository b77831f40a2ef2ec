// The writers of the container table, in the order of `MetricFamilies.container`.

import Exposition
import Watch

enum ContainerMetrics {
  static let all: [ContainerMetric] = [
    ContainerMetric(family: MetricFamilies.containerInfo, course: .absentWhileStale, write: writeInfo),
    .oneHot(MetricFamilies.containerState, .absentWhileStale, "state", ContainerState.allCases.map(\.rawValue)) { $0.state.rawValue },
    .oneHot(MetricFamilies.healthStatus, .unknownWhileStale, "status", Health.allCases.map(\.rawValue)) { $0.health.rawValue },
    .counters(MetricFamilies.healthTransitions, "to", HealthClock.statuses) { $0.hasHealthcheck ? $0.counters.healthTransitions : [] },
    ContainerMetric(family: MetricFamilies.healthStatusSeconds, course: .growing, write: writeHealthSeconds),
    .gauge(MetricFamilies.healthFailingStreak) { view, present in view.hasHealthcheck ? .integer(Int64(present.failingStreak)) : nil },
    .gauge(MetricFamilies.healthFlapping) { view, _ in view.hasHealthcheck ? SampleValue(view.isFlapping) : nil },
    .gauge(MetricFamilies.crashLooping) { view, _ in SampleValue(view.isCrashLooping) },
    .counters(MetricFamilies.starts, "reason", StartReason.allCases.map(\.rawValue)) { $0.counters.starts },
    .counter(MetricFamilies.startFailures) { $0.startFailures },
    .counters(MetricFamilies.exits, "outcome", ExitOutcome.allCases.map(\.rawValue)) { $0.counters.exits },
    .counter(MetricFamilies.oomKills) { $0.oomKills },
    .gauge(MetricFamilies.lastExitCode) { _, present in present.lastExit?.code.map { .integer(Int64($0)) } },
    .gauge(MetricFamilies.lastExitTimestamp) { _, present in present.lastExit.map { .nanoseconds($0.time.nanoseconds) } },
    .gauge(MetricFamilies.startTime) { _, present in present.startedAt.map { .nanoseconds($0.nanoseconds) } },
    .gauge(MetricFamilies.retriesUsed) { _, present in .integer(Int64(present.retriesUsed)) },
    .gauge(MetricFamilies.retriesLimit) { _, present in present.restartPolicy.limit.map { .integer(Int64($0)) } },
    .gauge(MetricFamilies.restartDelay) { _, present in .double(present.restartDelaySeconds) },
  ]

  /// One series a name: the labels of the info metric are the container's present ones.
  private static func writeInfo(_ view: ContainerView, _ name: LabelText, _ text: inout SampleText) {
    guard let present = view.present else { return }
    var labels = name
    labels.append("id", present.id.text)
    labels.append("image", present.image)
    labels.append("compose_project", present.composeProject)
    labels.append("compose_service", present.composeService)
    labels.append("restart_policy", present.restartPolicy.name)
    for (name, value) in ContainerLabels.named(present.labels) { labels.append(name, value) }
    text.sample(MetricFamilies.containerInfo, labels, 1)
  }

  /// What stands still first, then the line that grows, without its value.
  private static func writeHealthSeconds(_ view: ContainerView, _ name: LabelText, _ text: inout SampleText) {
    guard view.hasHealthcheck else { return }
    let growing = HealthClock(view)?.index
    for (index, status) in HealthClock.statuses.enumerated() where index != growing {
      text.sample(MetricFamilies.healthStatusSeconds, name, ("status", status), .nanoseconds(view.counters.healthTime[index]))
    }
    guard let growing else { return }
    text.sampleWithoutValue(MetricFamilies.healthStatusSeconds, name, ("status", HealthClock.statuses[growing]))
  }
}

extension RestartPolicy {
  /// N of on-failure:N, nil when the policy has no end.
  var limit: Int? {
    if case .onFailure(let limit) = self, limit > 0 { limit } else { nil }
  }
}
