// The facts of a container that no event changes.

/// What inspect says of a container beside its state, reduced to what is needed.
/// Shared by all who hold it, so that a verdict that waits costs no copy.
final class Identity: Sendable, Codable {
  let image: String
  let policy: RestartPolicy
  let autoRemove: Bool
  let stopSignal: Int?
  /// Seconds.
  let stopTimeout: Int
  let memoryLimit: Int64?
  let attachStdin: Bool
  let healthcheck: Healthcheck?
  let composeProject: String
  let composeService: String
  /// The container that compose wants to replace by this one.
  let composeReplace: String?
  /// A compose one-off (`docker compose run`), or a task of a Swarm service, which Swarm looks after.
  let isOneOffOrTask: Bool
  let labels: [ContainerView.Label]
  let overrides: LabelOverrides
  /// Which event attributes cannot be trusted, because a label of that name hides them.
  let forged: ForgedAttributes

  /// A year, seconds: any number may be written there.
  private static let longestStopTimeout = 365 * 86_400

  init(_ inspection: Inspection, settings: FleetSettings) {
    image = inspection.image
    policy = inspection.restartPolicy
    autoRemove = inspection.autoRemove
    stopSignal = inspection.stopSignal
    stopTimeout = min(inspection.stopTimeout ?? 10, Self.longestStopTimeout)
    memoryLimit = inspection.memoryLimit
    attachStdin = inspection.attachStdin
    healthcheck = inspection.healthcheck
    let all = inspection.labels
    composeProject = all["com.docker.compose.project"] ?? ""
    composeService = all["com.docker.compose.service"] ?? ""
    composeReplace = all["com.docker.compose.replace"]
    isOneOffOrTask = all["com.docker.compose.oneoff"]?.lowercased() == "true" || all.keys.contains { $0.hasPrefix("com.docker.swarm.task") }
    labels = settings.containerLabels.compactMap { key in all[key].map { ContainerView.Label(key: key, value: $0) } }
    overrides = LabelOverrides(labels: all, webhooks: settings.webhookNames)
    forged = ForgedAttributes(labels: all)
  }
}

extension Identity: Hashable {
  static func == (left: Identity, right: Identity) -> Bool {
    if left === right { return true }
    return (left.image, left.policy, left.autoRemove, left.stopSignal, left.stopTimeout, left.memoryLimit)
      == (right.image, right.policy, right.autoRemove, right.stopSignal, right.stopTimeout, right.memoryLimit)
      && (left.attachStdin, left.healthcheck, left.composeProject, left.composeService, left.composeReplace, left.isOneOffOrTask)
        == (right.attachStdin, right.healthcheck, right.composeProject, right.composeService, right.composeReplace, right.isOneOffOrTask)
      && (left.labels, left.overrides, left.forged) == (right.labels, right.overrides, right.forged)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(image)
    hasher.combine(policy)
  }
}

/// Event attributes that a container label of the same name overwrites (moby daemon/events.go: `copyAttributes`).
struct ForgedAttributes: OptionSet, Sendable, Codable {
  let rawValue: UInt8

  static let name = ForgedAttributes(rawValue: 1)
  static let exitCode = ForgedAttributes(rawValue: 2)
  static let signal = ForgedAttributes(rawValue: 4)

  init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// What an event gives away: these attributes are the engine's own on `die` and `kill` alone.
  init(_ event: EngineEvent) {
    self = []
    if event.attributes.exitCode != nil, event.action != .die { insert(.exitCode) }
    if event.attributes.signal != nil, event.action != .kill { insert(.signal) }
  }

  init(labels: [String: String]) {
    self = []
    if labels["name"] != nil { insert(.name) }
    if labels["exitCode"] != nil { insert(.exitCode) }
    if labels["signal"] != nil { insert(.signal) }
  }
}
