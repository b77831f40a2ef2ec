// What the core asks of those who carry it out.

/// What came of some observations: what happened, and what is wanted.
public struct Effects: Sendable {
  public var transitions: [Transition] = []
  /// Containers to inspect, in order.
  public var inspections: [InspectRequest] = []
  /// Names whose view changed.
  public var changed: [ContainerName] = []
  /// A full listing is wanted now.
  public var wantsListing = false
  /// The stream is dead, and why: close it and connect anew.
  public var abandonStream: String?
  /// Sentences about container labels that cannot be used.
  public var labelErrors: [String] = []

  public init() {}
}

/// A wish to see one container.
public struct InspectRequest: Sendable, Hashable {
  public var id: ContainerID
  /// A verdict waits for it: before those that only refresh the picture.
  public var isUrgent: Bool

  public init(id: ContainerID, isUrgent: Bool) {
    self.id = id
    self.isUrgent = isUrgent
  }
}
