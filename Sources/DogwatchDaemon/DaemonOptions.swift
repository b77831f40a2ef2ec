// What the daemon is started with.

public import DockerEngine
public import Endpoints
public import Watch

/// Everything the wiring needs to know.
public struct DaemonOptions: Sendable {
  /// Where to look for the engine.
  public var engine: HostFinder
  /// For each request but the stream.
  public var requestTimeout: Duration
  public var listen: ListenAddress
  public var fleet: FleetSettings
  /// Where what must outlive the process is kept; nil: nowhere.
  public var stateDirectory: String?
  /// Who is told of what.
  public var alerting = AlertingOptions()
  /// What systemd is told, and where the journal is.
  public var supervision = Supervision.none
  /// Runs beside the loops until they end.
  public var companion: Companion?
  /// Where the observations are recorded, if they are.
  public var recording: RecordingOutput?
  /// What the listener demands of clients.
  public var access: ListenerAccess
  /// Sentences about what is allowed and yet surprising.
  public var warnings: [String] = []

  /// Something that is given the way to print a line between those of the transitions; cancelled when the daemon ends.
  public typealias Companion = @Sendable (_ print: @escaping @Sendable (String) -> Void) async -> Void

  public init(
    engine: HostFinder, requestTimeout: Duration, listen: ListenAddress, fleet: FleetSettings, stateDirectory: String? = nil,
    access: ListenerAccess = ListenerAccess()
  ) {
    self.stateDirectory = stateDirectory
    self.engine = engine
    self.requestTimeout = requestTimeout
    self.listen = listen
    self.fleet = fleet
    self.access = access
  }
}
