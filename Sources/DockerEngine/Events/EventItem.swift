// What a line of the event stream turns out to be.

public import Watch

/// One line of the event stream.
public enum EventItem: Sendable, Hashable {
  case event(EngineEvent)
  /// Valid, but not about a container.
  case foreign
  case malformed(MalformedLine)
}
