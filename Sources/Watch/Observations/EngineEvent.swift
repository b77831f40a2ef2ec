// One container event of the engine's stream.

/// A container event, as far as Dogwatch needs it.
public struct EngineEvent: Sendable, Hashable, Codable {
  public var time: Timestamp
  public var id: ContainerID
  public var action: Action
  public var attributes: Attributes

  public init(time: Timestamp, id: ContainerID, action: Action, attributes: Attributes = Attributes()) {
    self.time = time
    self.id = id
    self.action = action
    self.attributes = attributes
  }

  /// What happened. `remove` is Podman's word for `destroy`; `healthStatus` carries what follows the colon.
  public enum Action: Sendable, Hashable, Codable {
    case create, start, restart, stop, die, kill, oom, pause, unpause, destroy, rename, update
    case healthStatus(Health)
    /// An action that changes nothing we follow.
    case other

    /// The action's label on `dogwatch_events_total`.
    public var label: String {
      switch self {
      case .create: "create"
      case .start: "start"
      case .restart: "restart"
      case .stop: "stop"
      case .die: "die"
      case .kill: "kill"
      case .oom: "oom"
      case .pause: "pause"
      case .unpause: "unpause"
      case .destroy: "destroy"
      case .rename: "rename"
      case .update: "update"
      case .healthStatus: "health_status"
      case .other: "other"
      }
    }
  }

  /// Attributes of the actor that Dogwatch reads. The engine copies container labels over them, so each may be forged by a label of its
  /// name (moby daemon/events.go: `copyAttributes`).
  public struct Attributes: Sendable, Hashable, Codable {
    public var name: String?
    public var image: String?
    public var exitCode: Int?
    public var signal: Int?
    public var oldName: String?
    /// `com.docker.compose.replace`: set on the container that compose makes to take another's place.
    public var composeReplace: String?

    public init(
      name: String? = nil, image: String? = nil, exitCode: Int? = nil, signal: Int? = nil, oldName: String? = nil,
      composeReplace: String? = nil
    ) {
      self.name = name
      self.image = image
      self.exitCode = exitCode
      self.signal = signal
      self.oldName = oldName
      self.composeReplace = composeReplace
    }
  }
}
