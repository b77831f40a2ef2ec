// A fleet as it was written down.

/// What a fleet takes up again.
public struct SavedFleet: Sendable {
  public var head: FleetHead
  public var containers: [SavedContainer]
  public var names: [SavedName]
  /// The oldest first.
  public var recentEvents: [NumberedRow<UInt64>]
  /// The oldest first.
  public var departed: [NumberedRow<ContainerID>]

  public init(
    head: FleetHead, containers: [SavedContainer], names: [SavedName], recentEvents: [NumberedRow<UInt64>],
    departed: [NumberedRow<ContainerID>]
  ) {
    self.head = head
    self.containers = containers
    self.names = names
    self.recentEvents = recentEvents
    self.departed = departed
  }
}
