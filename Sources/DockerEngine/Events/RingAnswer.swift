// What the engine still remembers of the past.

/// Past events out of the engine's ring of 256, which holds all types and forgets the oldest (moby daemon/events/events.go: `eventsLimit`).
public struct RingAnswer: Sendable {
  public var items: [EventItem]
  /// All lines, of whatever type: with 256 of them, asked without filter and far enough back, the ring may have forgotten some.
  public var lineCount: Int

  /// How many events the ring of an engine holds.
  public static let capacity = 256
}
