// What an engine says of itself when asked.

public import Watch

/// What Dogwatch needs of `GET /info`.
public struct EngineInfo: Sendable, Hashable {
  public var name: String
  /// Such as `20.10.24`.
  public var version: String
  /// Whether containers live on when the engine stops.
  public var liveRestore: Bool
  /// The engine's clock, nil if it did not say.
  public var systemTime: Timestamp?

  public init(name: String, version: String, liveRestore: Bool, systemTime: Timestamp?) {
    self.name = name
    self.version = version
    self.liveRestore = liveRestore
    self.systemTime = systemTime
  }
}
