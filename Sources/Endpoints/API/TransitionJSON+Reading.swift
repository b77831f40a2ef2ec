// A row of the history read back, for those who ask the daemon.

public import JSON
public import Watch

extension TransitionJSON {
  /// Reads one object.
  public static func read(_ reader: inout JSONReader) throws(JSONError) -> Transition {
    var row = Row()
    try reader.object { key, reader throws(JSONError) in
      guard try !row.readCommon(key, &reader) else { return }
      try row.readKind(key, &reader)
    }
    guard let kind = row.transitionKind else { throw reader.rejection("a transition of the unknown kind \"\(row.kind)\"") }
    guard let sequence = row.sequence, let time = row.time else { throw reader.rejection("a transition without seq or time") }
    return Transition(
      sequence: sequence, time: time, name: row.name, id: row.id, kind: kind, isInferred: row.isInferred, evidence: row.evidence)
  }

  /// The members of all kinds.
  private struct Row {
    var sequence: Int64?
    var time: Timestamp?
    var name: ContainerName?
    var id: ContainerID?
    var kind = ""
    var isInferred = false
    var evidence: [String] = []

    private var reason = StartReason.unknown
    private var error = ""
    private var exitCode: Int?
    private var exit = Exit(outcome: .unknown, exitCode: nil)
    private var health = HealthChange(from: .unknown, to: .unknown)
    private var oldName = ContainerName("")
    private var gapStart: Timestamp?
    private var gapEnd: Timestamp?
    private var cause: GapCause?

    /// Reads a member that every transition may have; false for others.
    mutating func readCommon(_ key: JSONText, _ reader: inout JSONReader) throws(JSONError) -> Bool {
      switch key {
      case "seq": sequence = try reader.int64()
      case "time": time = Timestamp(rfc3339: try reader.string())
      case "name": name = ContainerName(try reader.string())
      case "id": id = ContainerID(try reader.string())
      case "kind": kind = try reader.string()
      case "inferred": isInferred = try reader.bool()
      case "evidence": evidence = try reader.elements { reader throws(JSONError) in try reader.string() }
      default: return false
      }
      return true
    }

    /// Reads a member that belongs to one kind.
    mutating func readKind(_ key: JSONText, _ reader: inout JSONReader) throws(JSONError) {
      switch key {
      case "reason": reason = StartReason(rawValue: try reader.string()) ?? .unknown
      case "error": error = try reader.string()
      case "exitCode": exitCode = Int(try reader.int64())
      case "outcome": exit.outcome = ExitOutcome(rawValue: try reader.string()) ?? .unknown
      case "signal": exit.signal = Int(try reader.int64())
      case "oom": exit.oom = try reader.bool()
      case "ranForSeconds": exit.ranForSeconds = try reader.double()
      case "restartDelaySeconds": exit.restartDelaySeconds = try reader.double()
      case "from": health.from = Health(rawValue: try reader.string()) ?? .unknown
      case "to": health.to = Health(rawValue: try reader.string()) ?? .unknown
      case "failingStreak": health.failingStreak = Int(try reader.int64())
      case "output": health.output = try reader.string()
      case "oldName": oldName = ContainerName(try reader.string())
      case "gapStart": gapStart = Timestamp(rfc3339: try reader.string())
      case "gapEnd": gapEnd = Timestamp(rfc3339: try reader.string())
      case "cause": cause = GapCause(rawValue: try reader.string())
      default: break
      }
    }

    var transitionKind: Transition.Kind? {
      switch kind {
      case "created": return .created
      case "removed": return .removed
      case "paused": return .paused
      case "unpaused": return .unpaused
      case "start": return .start(reason)
      case "start-failed": return .startFailed(error: error, exitCode: exitCode)
      case "exit":
        var exit = exit
        exit.exitCode = exitCode
        return .exit(exit)
      case "health": return .health(health)
      case "renamed": return .renamed(oldName: oldName)
      case "gap":
        guard let gapStart, let gapEnd, let cause else { return nil }
        return .gap(Gap(start: gapStart, end: gapEnd, cause: cause))
      default: return nil
      }
    }
  }
}
