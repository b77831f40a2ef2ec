// What an earlier process left.

public import Watch

/// Everything that is taken up again.
public struct SavedState: Sendable {
  public var fleet: SavedFleet
  /// Whether it was written in this boot of the host.
  public var isSameBoot: Bool
  public var engine: EngineTrace?
  public var alerts: AlertState
  /// By number.
  public var outbox: [OutboxEntry]
}
