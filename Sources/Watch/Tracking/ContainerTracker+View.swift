// What of a container is shown.

extension ContainerTracker {
  /// The container as metrics and API show it.
  var present: ContainerView.Present {
    ContainerView.Present(
      id: id, image: identity?.image ?? "", composeProject: identity?.composeProject ?? "", composeService: identity?.composeService ?? "",
      restartPolicy: identity?.policy ?? .no, labels: identity?.labels ?? [], state: state, stateSince: stateSince, health: health.visible,
      failingStreak: health.failingStreak, healthOutput: health.output, startedAt: isRunning ? run?.startedAt : nil, retriesUsed: retries,
      restartDelaySeconds: state == .restarting ? Double(pending?.expectedDelay ?? 0) / 1e9 : 0, lastExit: lastExit)
  }
}
