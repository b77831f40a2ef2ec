// One row of /api/v1/transitions.

/// A transition as the API tells it (SPEC.md, What it tracks).
struct TransitionRow: Sendable, CustomStringConvertible {
  let json: JSONValue

  var sequence: Int { json["seq"].int ?? -1 }
  var time: String { json["time"].string ?? "" }
  var name: String? { json["name"].string }
  var kind: String { json["kind"].string ?? "" }
  var isInferred: Bool { json["inferred"].bool ?? false }
  var evidence: [String] { json["evidence"].array.compactMap(\.string) }
  var reason: String? { json["reason"].string }
  var outcome: String? { json["outcome"].string }
  var exitCode: Int? { json["exitCode"].int }
  var signal: Int? { json["signal"].int }
  var oom: Bool { json["oom"].bool ?? false }
  var ranForSeconds: Double? { json["ranForSeconds"].number }
  var restartDelaySeconds: Double? { json["restartDelaySeconds"].number }
  var from: String? { json["from"].string }
  var to: String? { json["to"].string }
  var cause: String? { json["cause"].string }

  /// What it is about in short: `start new`, `exit restarted`, `health healthy`.
  var gist: String { [kind, reason, outcome, to, cause].compactMap { $0 }.joined(separator: " ") + (isInferred ? " (inferred)" : "") }

  var description: String { json.description }
}
