// What goes wrong on demand between the engine and who asks it.

/// Faults in force.
public struct Faults: Sendable {
  /// Connections are closed as soon as they are made, as when nobody listens.
  public var refusesConnections = false
  /// Requests are read and not answered until this ends.
  public var hangs = false
  /// Answers that are not the ones asked for.
  public var answers: [Endpoint: WrongAnswer] = [:]
  /// What happens to events on the way to their readers.
  public var stream: StreamFault?

  public init() {}

  public enum Endpoint: String, Sendable, Hashable, CaseIterable {
    case ping, info, version, list, inspect, events
    /// Everything that changes a container.
    case deed
  }

  public enum WrongAnswer: Sendable {
    /// 403 with a page, as a filtering proxy says.
    case forbiddenPage
    /// 500 with a message, as the engine says.
    case internalError
    /// Half of the JSON, in good order.
    case truncated
    /// Accepted, and never answered.
    case silence
  }

  public enum StreamFault: Sendable {
    /// Nothing is sent; what happens meanwhile comes when this ends.
    case stall
    /// What happens meanwhile is never sent; the ring has it.
    case drop
  }
}
