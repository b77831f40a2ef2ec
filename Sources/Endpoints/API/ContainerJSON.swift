// A container as JSON: one row of /api/v1/containers.

public import JSON
public import Watch

public enum ContainerJSON {
  /// Writes the container as one object. What is not known is left out; of one that is gone its counters are left, and `removed`.
  public static func write(_ view: ContainerView, showsProbeOutput: Bool = true, to json: inout JSONWriter) {
    json.object { json in
      json.member("name", view.name.text)
      if var present = view.present {
        if !showsProbeOutput { present.healthOutput = nil }
        write(present, hasHealthcheck: view.hasHealthcheck, to: &json)
        json.member("crashLooping", view.isCrashLooping)
        if view.hasHealthcheck { json.member("flapping", view.isFlapping) }
      } else {
        json.member("removed", true)
      }
      json.object("counters") { write(view.counters, hasHealthcheck: view.hasHealthcheck, to: &$0) }
    }
  }

  private static func write(_ present: ContainerView.Present, hasHealthcheck: Bool, to json: inout JSONWriter) {
    json.member("id", present.id.text)
    json.member("image", present.image)
    if !present.composeProject.isEmpty { json.member("composeProject", present.composeProject) }
    if !present.composeService.isEmpty { json.member("composeService", present.composeService) }
    json.member("restartPolicy", present.restartPolicy.limit.map { "on-failure:\($0)" } ?? present.restartPolicy.name)
    json.member("state", present.state.rawValue)
    if let since = present.stateSince { json.member("since", since.rfc3339) }
    json.member("health", present.health.rawValue)
    if hasHealthcheck { json.member("failingStreak", present.failingStreak) }
    if let output = present.healthOutput { json.member("healthOutput", output) }
    if let startedAt = present.startedAt { json.member("startedAt", startedAt.rfc3339) }
    json.member("retriesUsed", present.retriesUsed)
    json.member("restartDelaySeconds", present.restartDelaySeconds)
    if let lastExit = present.lastExit { json.object("lastExit") { write(lastExit, to: &$0) } }
    if !present.labels.isEmpty {
      json.object("labels") { json in
        for label in present.labels { json.member(label.key, label.value) }
      }
    }
  }

  private static func write(_ exit: ContainerView.LastExit, to json: inout JSONWriter) {
    if let code = exit.code { json.member("code", code) }
    json.member("time", exit.time.rfc3339)
    if let outcome = exit.outcome { json.member("outcome", outcome.rawValue) }
  }

  private static func write(_ counters: ContainerView.Counters, hasHealthcheck: Bool, to json: inout JSONWriter) {
    func counts(_ key: String, _ names: [String], _ values: [Int64]) {
      json.object(key) { json in
        for (name, value) in zip(names, values) { json.member(name, value) }
      }
    }
    counts("starts", StartReason.allCases.map(\.rawValue), counters.starts)
    counts("exits", ExitOutcome.allCases.map(\.rawValue), counters.exits)
    json.member("startFailures", counters.startFailures)
    json.member("oomKills", counters.oomKills)
    if hasHealthcheck { counts("healthTransitions", HealthClock.statuses, counters.healthTransitions) }
  }
}
