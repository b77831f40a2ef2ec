// Everything the core ever learns arrives as one of these; a recording is a list of them.

/// One thing observed, and when it reached us.
public struct Observation: Sendable {
  public var arrival: Arrival
  public var content: Content

  public init(arrival: Arrival, content: Content) {
    self.arrival = arrival
    self.content = content
  }

  public enum Content: Sendable {
    /// An event stream is open; what the engine's ring still held follows as events before anything live.
    case connected(Connection)
    /// One event as the stream brought it.
    case event(EngineEvent)
    /// One event that the engine's ring still held, fetched while connecting.
    case past(EngineEvent)
    /// The stream ended or was given up; nothing is seen until the next `connected`.
    case disconnected(Disconnection)
    /// Connecting failed once more.
    case unreachable(EngineUnreachable)
    /// An answer to a list of all containers.
    case listed(Listing)
    /// An answer to an inspect of one container.
    case inspected(InspectAnswer)
    /// A deadline that the fleet asked for has come.
    case deadline
  }
}

/// What was learned while connecting.
public struct Connection: Sendable, Hashable {
  public var engine: EngineDescription
  /// The engine's clock when it was asked, nil if it did not say.
  public var engineTime: Timestamp?
  /// Whether the engine is another run of itself than the one connected to before (refused or unanswered in between, and its ring
  /// no longer holds an event it should).
  public var engineRestarted: Bool
  /// Whether the ring proves that no event was missed since the last one known.
  public var isContinuous: Bool

  public init(engine: EngineDescription, engineTime: Timestamp?, engineRestarted: Bool, isContinuous: Bool) {
    self.engine = engine
    self.engineTime = engineTime
    self.engineRestarted = engineRestarted
    self.isContinuous = isContinuous
  }
}

/// An engine as its `/info` and `/_ping` describe it.
public struct EngineDescription: Sendable, Hashable, Codable {
  public var name: String
  public var version: String
  /// The API version negotiated, such as `1.41`.
  public var apiVersion: String
  public var liveRestore: Bool

  public init(name: String, version: String, apiVersion: String, liveRestore: Bool) {
    self.name = name
    self.version = version
    self.apiVersion = apiVersion
    self.liveRestore = liveRestore
  }

  /// Whether under live-restore, too, its boot removes what runs with `--rm`, by SIGKILL and before it listens: so it was until 24.0.8 (moby
  /// daemon/daemon.go: `restore`).
  var removesFleetingAtBoot: Bool {
    let numbers = version.split(separator: ".").prefix(3).map { Int($0.prefix { "0"..."9" ~= $0 }) }
    guard let first = numbers.first, first != nil else { return false }
    return numbers.lexicographicallyPrecedes([24, 0, 8]) { $0 ?? 0 < $1 ?? 0 }
  }
}

/// How a stream ended.
public struct Disconnection: Sendable, Hashable {
  public enum Cause: String, Sendable, Hashable {
    /// The engine or a proxy closed it in good order.
    case ended
    /// Reset, or not HTTP any more.
    case broken
    /// Declared dead: silent while a listing found changes.
    case silent
    /// Given up by us because the inbox was full.
    case overflow
  }
  public var cause: Cause
  /// Words for a person.
  public var message: String

  public init(cause: Cause, message: String) {
    self.cause = cause
    self.message = message
  }
}

/// A failed attempt to connect.
public struct EngineUnreachable: Sendable, Hashable {
  public var message: String

  public init(message: String) {
    self.message = message
  }
}
