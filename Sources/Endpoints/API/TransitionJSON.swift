// A transition as JSON: one row of the API, of `history --json` and of `replay --json` (SPEC.md, "What it tracks").

public import JSON
public import Watch

public enum TransitionJSON {
  /// The transition as one object.
  public static func row(_ transition: Transition) -> [UInt8] {
    var json = JSONWriter(reservingCapacity: 256)
    write(transition, to: &json)
    return json.bytes
  }

  /// Writes the transition as one object. What is not known is left out.
  public static func write(_ transition: Transition, to json: inout JSONWriter) {
    json.object { json in
      json.member("seq", transition.sequence)
      json.member("time", transition.time.rfc3339)
      if let name = transition.name { json.member("name", name.text) }
      if let id = transition.id { json.member("id", id.text) }
      json.member("kind", transition.kind.label)
      json.member("inferred", transition.isInferred)
      json.member("evidence", transition.evidence)
      write(transition.kind, to: &json)
    }
  }

  private static func write(_ kind: Transition.Kind, to json: inout JSONWriter) {
    switch kind {
    case .created, .removed, .paused, .unpaused: break
    case .start(let reason): json.member("reason", reason.rawValue)
    case .startFailed(let error, let exitCode):
      json.member("error", error)
      if let exitCode { json.member("exitCode", exitCode) }
    case .exit(let exit): write(exit, to: &json)
    case .health(let change): write(change, to: &json)
    case .renamed(let oldName): json.member("oldName", oldName.text)
    case .gap(let gap):
      json.member("gapStart", gap.start.rfc3339)
      json.member("gapEnd", gap.end.rfc3339)
      json.member("cause", gap.cause.rawValue)
    }
  }

  private static func write(_ exit: Exit, to json: inout JSONWriter) {
    json.member("outcome", exit.outcome.rawValue)
    if let exitCode = exit.exitCode { json.member("exitCode", exitCode) }
    if let signal = exit.signal { json.member("signal", signal) }
    json.member("oom", exit.oom)
    if let ranForSeconds = exit.ranForSeconds { json.member("ranForSeconds", ranForSeconds) }
    if let restartDelaySeconds = exit.restartDelaySeconds { json.member("restartDelaySeconds", restartDelaySeconds) }
  }

  private static func write(_ change: HealthChange, to json: inout JSONWriter) {
    json.member("from", change.from.rawValue)
    json.member("to", change.to.rawValue)
    if let failingStreak = change.failingStreak { json.member("failingStreak", failingStreak) }
    if let output = change.output { json.member("output", output) }
  }
}
