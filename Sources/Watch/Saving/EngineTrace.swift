// What is remembered of the engine's present run, so that a later process can tell it from the next one.

/// By what an engine's run is known again.
public struct EngineTrace: Sendable, Hashable, Codable {
  /// Fingerprints of what its ring held when it was connected to, as signed numbers.
  public var ring: [Int64]
  /// Who listened on its socket, and in which boot of the host; nil when that did not show.
  public var listener: String?

  public init(ring: [Int64], listener: String?) {
    self.ring = ring
    self.listener = listener
  }
}
