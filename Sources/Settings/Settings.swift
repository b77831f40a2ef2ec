// What a person may set, in types, and what holds when nothing is set (SPEC.md, Configuration).
public import Watch

/// The settings of one daemon.
public struct Settings: Sendable, Hashable {
  public var engine = Engine()
  /// Label `host` of alerts; nil: the engine's name.
  public var host: String?
  public var http = HTTP()
  public var watch = WatchSelection()
  public var metrics = Metrics()
  public var state = State()
  public var log = Log()

  /// Everything at its default.
  public init() {}

  public struct Engine: Sendable, Hashable {
    /// `unix:///path` or `tcp://host[:port]`, checked in form; nil: `$DOCKER_HOST`, else the first socket found.
    public var host: String?
    /// Nil: as `DOCKER_CERT_PATH` and `DOCKER_TLS_VERIFY` say.
    public var tls: TLS?
    /// For each request but the event stream.
    public var requestTimeout = Duration.seconds(5)
    public var reconcileInterval = Duration.seconds(30)

    public init() {}
  }

  /// Names of PEM files; `cert` and `key` are there both or neither.
  public struct TLS: Sendable, Hashable {
    /// Nil: the system's authorities.
    public var ca: String?
    public var cert: String?
    public var key: String?

    public init(ca: String? = nil, cert: String? = nil, key: String? = nil) {
      self.ca = ca
      self.cert = cert
      self.key = key
    }
  }

  public struct HTTP: Sendable, Hashable {
    public var listen = ListenAddress.tcp(host: "127.0.0.1", port: 9377)

    public init() {}
  }

  public struct Metrics: Sendable, Hashable {
    /// Keys of the container labels copied to `docker_container_info`, in this order.
    public var containerLabels: [String] = []
    /// How long a removed container's counters stay on /metrics; at most `state.historyRetention`.
    public var removedRetention = Duration.seconds(5 * 60)

    public init() {}
  }

  public struct State: Sendable, Hashable {
    /// How long counters are kept after a container's removal.
    public var historyRetention = Duration.seconds(30 * 86_400)

    public init() {}
  }

  public struct Log: Sendable, Hashable {
    public var level = LogLevel.info
    public var format = LogFormat.auto

    public init() {}
  }
}
