// Containers to show, in a few words.

import Watch

extension ContainerView {
  /// A running container without a health check, as far as not said otherwise.
  static func running(
    _ name: String, health: Health = .none, policy: RestartPolicy = .always, change: (inout ContainerView) -> Void = { _ in }
  ) -> ContainerView {
    let present = Present(
      id: ContainerID(String(repeating: "ab", count: 32)), image: "nginx:1", composeProject: "", composeService: "", restartPolicy: policy,
      labels: [], state: .running, stateSince: .at(100), health: health, failingStreak: 0, healthOutput: nil, startedAt: .at(100),
      retriesUsed: 0, restartDelaySeconds: 0, lastExit: nil)
    var view = ContainerView(
      name: ContainerName(name), present: present, counters: Counters(), hasHealthcheck: health != .none, isFlapping: false,
      isCrashLooping: false)
    change(&view)
    return view
  }

  /// A name with everything that can be shown.
  static func busy(_ name: String) -> ContainerView {
    .running(name, health: .healthy, policy: .onFailure(maximumRetryCount: 3)) { view in
      view.present?.composeProject = "shop"
      view.present?.composeService = "web"
      view.present?.labels = [Label(key: "team", value: "blue")]
      view.present?.failingStreak = 1
      view.present?.healthOutput = "ok\n"
      view.present?.retriesUsed = 2
      view.present?.restartDelaySeconds = 0.4
      view.present?.lastExit = LastExit(code: 137, time: .at(90.5), outcome: .restarted)
      view.counters.starts = [1, 2, 0, 0, 0]
      view.counters.exits = [0, 0, 2, 0, 0, 0, 0, 0, 0]
      view.counters.startFailures = 1
      view.counters.oomKills = 1
      view.counters.healthTransitions = [3, 4, 1]
      view.counters.healthTime = [2_500_000_000, 60_000_000_000, 0]
      view.counters.healthSince = .at(103)
      view.isFlapping = true
      view.isCrashLooping = true
    }
  }
}

extension Timestamp {
  /// Seconds after 2026-01-01T00:00:00Z.
  static func at(_ seconds: Double) -> Timestamp {
    Timestamp(nanoseconds: 1_767_225_600_000_000_000 + Int64(seconds * 1e9))
  }
}
