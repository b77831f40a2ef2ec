// What an engine says of itself at the door.

public import Watch

/// An answer to `GET /_ping`, and the version negotiated from it.
public struct PingAnswer: Sendable, Hashable {
  /// What every other request will use.
  public var apiVersion: APIVersion
  /// The newest version the engine speaks.
  public var engineNewestVersion: APIVersion
  /// Podman's own API version, nil for a Docker Engine.
  public var libpodVersion: String?
  /// The engine's clock (the `Date` header, whole seconds), if it said.
  public var engineTime: Timestamp?

  public var isPodman: Bool { libpodVersion != nil }
}
