// What of a fleet belongs to no container and no name, and outlives the process.

/// The fleet's own state: how far it has come.
public struct FleetHead: Sendable, Codable {
  /// When it was saved, by both clocks of the host.
  public var savedAt: Arrival
  /// The number of the last transition.
  public var sequence: Int64
  /// Whether a full listing was ever seen: what is found afterwards is no first sight.
  public var hasBaseline: Bool
  /// When it was. Heads that were saved by earlier versions do not tell.
  public var watchedSince: Timestamp?
  /// Up to when everything was confirmed by an event or an agreeing listing.
  public var confirmedUpTo: Timestamp?
  /// The engine's clock at the last connect or event.
  public var lastHeard: Timestamp?
  /// The engine connected to last.
  public var engine: EngineDescription?
  var clock: EngineClock
  var engineHasRestarted: Bool
  var bootCleanedUp: Bool
}
