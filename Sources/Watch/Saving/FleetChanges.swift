// What is to be written down to make what is saved agree with the fleet.

/// Everything that changed since the last take, or everything there is.
public struct FleetChanges: Sendable {
  /// Whether this is all there is: what was saved before is void.
  public var isWhole: Bool
  public var head: FleetHead
  public var containers: [SavedContainer]
  /// Containers no longer followed.
  public var goneContainers: [ContainerID]
  public var names: [SavedName]
  /// Names no longer remembered.
  public var forgottenNames: [ContainerName]
  /// How far our own clock was set, by which is written down what need not be in memory, nanoseconds.
  public var wallClockJump: Int64
  /// Fingerprints of events of the engine's present run.
  public var recentEvents: NumberedChanges<UInt64>
  /// Containers that were removed lately.
  public var departed: NumberedChanges<ContainerID>
}
