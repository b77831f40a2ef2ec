// The engine's list of all containers.

/// An answer to `GET /containers/json?all=1`.
public struct Listing: Sendable {
  /// When the request was sent: what happened later may be missing from it.
  public var requestedAt: Uptime
  /// The engine's clock when it answered (the `Date` header, whole seconds), if it said.
  public var engineTime: Timestamp?
  public var rows: [Row]

  public init(requestedAt: Uptime, engineTime: Timestamp?, rows: [Row]) {
    self.requestedAt = requestedAt
    self.engineTime = engineTime
    self.rows = rows
  }

  public struct Row: Sendable, Hashable {
    public var id: ContainerID
    public var name: ContainerName
    public var state: ContainerState?
    /// Health as far as the row tells it (`Status` text, from API 1.52 `Health.Status`); nil when it does not.
    public var health: Health?

    public init(id: ContainerID, name: ContainerName, state: ContainerState?, health: Health?) {
      self.id = id
      self.name = name
      self.state = state
      self.health = health
    }
  }
}
