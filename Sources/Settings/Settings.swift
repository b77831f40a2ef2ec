// What a person may set, in types, and what holds when nothing is set (SPEC.md, Configuration).
public import Watch

/// The settings of one daemon.
public struct Settings: Sendable, Hashable {
  public var engine = Engine()
  /// Label `host` of alerts; nil: the engine's name.
  public var host: String?
  public var http = HTTP()
  public var state = State()
  public var watch = WatchSelection()
  public var metrics = Metrics()
  /// Rules, grouping, mutes, and which webhook is told of what: `alerts.webhooks` has the routes of `webhooks`, in the same order.
  public var alerts = AlertSettings()
  public var heartbeat: Heartbeat?
  public var webhooks: [Webhook] = []
  public var log = Log()
  /// What is allowed and yet surprising, in the order of the file.
  public internal(set) var warnings: [SettingsError] = []

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
    public var tls: ListenerTLS?
    /// What a request must bear, `/-/healthy` and `/-/ready` aside.
    public var bearerToken: Secret?
    /// Where people reach this daemon, without a slash at its end: what notifications link to.
    public var externalURL: String?

    public init() {}
  }

  /// Names of PEM files of the listener.
  public struct ListenerTLS: Sendable, Hashable {
    public var cert: String
    public var key: String
    /// Set: clients need a certificate of one of these authorities.
    public var clientCA: String?

    public init(cert: String, key: String, clientCA: String? = nil) {
      self.cert = cert
      self.key = key
      self.clientCA = clientCA
    }
  }

  public struct Metrics: Sendable, Hashable {
    /// Keys of the container labels copied to `docker_container_info`, in this order.
    public var containerLabels: [String] = []
    /// How long a removed container's counters stay on /metrics; at most `state.historyRetention`.
    public var removedRetention = Duration.seconds(5 * 60)

    public init() {}
  }

  public struct State: Sendable, Hashable {
    /// An absolute path; nil: as the environment says.
    public var directory: String?
    /// How long counters are kept after a container's removal.
    public var historyRetention = Duration.seconds(30 * 86_400)

    public init() {}
  }

  public struct Log: Sendable, Hashable {
    public var level = LogLevel.info
    public var format = LogFormat.auto

    public init() {}
  }

  /// The dead man's switch: a GET while all is well.
  public struct Heartbeat: Sendable, Hashable {
    public var url: SecretURL
    public var interval = Duration.seconds(60)

    public init(url: SecretURL) {
      self.url = url
    }
  }
}
