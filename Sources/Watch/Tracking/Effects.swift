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

  // What the alerts want to know beside:
  /// To whom each transition happened, in the order of `transitions`.
  var origins: [Origin] = []
  /// Names under which a process was killed for memory.
  var oomKills: [ContainerName] = []
  /// The picture is whole again after the engine had restarted.
  var engineReturned = false

  struct Origin: Sendable {
    /// Nil of a gap, and of a container that was gone before it could be inspected.
    var identity: Identity?
    /// False under compose's temporary names.
    var counts: Bool
  }

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
