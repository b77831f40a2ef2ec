// What one transaction writes.

public import Watch

/// Everything that a batch of observations led to, to be written all together or not at all.
public struct LedgerBatch: Sendable {
  /// Nil when the fleet is as it was.
  public var fleet: FleetChanges?
  public var history: [HistoryRow] = []
  /// What is remembered of the engine, when it was connected to anew.
  public var engine: EngineTrace?
  public var alerts: Alerts?
  public var outbox: Outbox?
  /// Restarts of names that are gone may go when they are older than that, nanoseconds; nil: none of them.
  public var restartsWindow: Int64?

  /// What the alerts remember.
  public enum Alerts: Sendable {
    case changes(AlertEffects, lastNumber: Int64, host: String)
    case whole(AlertState)
  }

  /// The queue of notifications.
  public enum Outbox: Sendable {
    case changes(OutboxChanges)
    case whole([OutboxEntry])
  }

  public init() {}

  public var isEmpty: Bool { fleet == nil && history.isEmpty && engine == nil && alerts == nil && outbox == nil }
}
