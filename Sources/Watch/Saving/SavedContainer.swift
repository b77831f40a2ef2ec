// A container as it is saved.

/// Everything known of one container, for whoever writes it down.
public struct SavedContainer: Sendable, Codable {
  var tracker: ContainerTracker

  public var id: ContainerID { tracker.id }

  init(_ tracker: ContainerTracker) {
    self.tracker = tracker
  }

  public init(from decoder: any Decoder) throws {
    tracker = try ContainerTracker(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    try tracker.encode(to: encoder)
  }
}
