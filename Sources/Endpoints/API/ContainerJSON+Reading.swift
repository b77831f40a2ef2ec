// A row of /api/v1/containers read back, for those who ask the daemon.

public import JSON
public import Watch

extension ContainerJSON {
  /// Reads one object; of the counters, which a table has no use for, nothing.
  public static func read(_ reader: inout JSONReader) throws(JSONError) -> ContainerView {
    var view = ContainerView(
      name: ContainerName(""), present: .unknown, counters: .init(), hasHealthcheck: false, isFlapping: false, isCrashLooping: false)
    var present = ContainerView.Present.unknown
    var isRemoved = false
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "name": view.name = ContainerName(try reader.string())
      case "removed": isRemoved = try reader.bool()
      case "crashLooping": view.isCrashLooping = try reader.bool()
      case "flapping": view.isFlapping = try reader.bool()
      case "failingStreak":
        view.hasHealthcheck = true
        present.failingStreak = Int(try reader.int64())
      default: try read(key, into: &present, &reader)
      }
    }
    guard !view.name.text.isEmpty else { throw reader.rejection("a container without a name") }
    view.present = isRemoved ? nil : present
    return view
  }

  private static func read(
    _ key: JSONText, into present: inout ContainerView.Present, _ reader: inout JSONReader
  ) throws(JSONError) {
    switch key {
    case "id": present.id = ContainerID(try reader.string())
    case "image": present.image = try reader.string()
    case "composeProject": present.composeProject = try reader.string()
    case "composeService": present.composeService = try reader.string()
    case "restartPolicy": present.restartPolicy = policy(try reader.string())
    case "state": present.state = ContainerState(rawValue: try reader.string()) ?? .created
    case "since": present.stateSince = Timestamp(rfc3339: try reader.string())
    case "health": present.health = Health(rawValue: try reader.string()) ?? .unknown
    case "healthOutput": present.healthOutput = try reader.string()
    case "startedAt": present.startedAt = Timestamp(rfc3339: try reader.string())
    case "retriesUsed": present.retriesUsed = Int(try reader.int64())
    case "restartDelaySeconds": present.restartDelaySeconds = try reader.double()
    case "lastExit": present.lastExit = try lastExit(&reader)
    case "labels":
      try reader.object { key, reader throws(JSONError) in present.labels.append(.init(key: key.string, value: try reader.string())) }
    default: break
    }
  }

  private static func lastExit(_ reader: inout JSONReader) throws(JSONError) -> ContainerView.LastExit? {
    var exit = ContainerView.LastExit(code: nil, time: Timestamp(nanoseconds: 0), outcome: nil)
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "code": exit.code = Int(try reader.int64())
      case "time": exit.time = Timestamp(rfc3339: try reader.string()) ?? exit.time
      case "outcome": exit.outcome = ExitOutcome(rawValue: try reader.string())
      default: break
      }
    }
    return exit
  }

  /// `on-failure:3` and the names that Docker has.
  private static func policy(_ text: String) -> RestartPolicy {
    let parts = text.split(separator: ":")
    let count = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    let policies: [RestartPolicy] = [.no, .always, .unlessStopped, .onFailure(maximumRetryCount: count)]
    return policies.first { $0.name == parts.first ?? "" } ?? .no
  }
}

extension ContainerView.Present {
  fileprivate static let unknown = ContainerView.Present(
    id: ContainerID(""), image: "", composeProject: "", composeService: "", restartPolicy: .no, labels: [], state: .created,
    stateSince: nil, health: .none, failingStreak: 0, healthOutput: nil, startedAt: nil, retriesUsed: 0, restartDelaySeconds: 0,
    lastExit: nil)
}
