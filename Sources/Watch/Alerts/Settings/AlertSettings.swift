// What can be set of alerts: `alerts.*`, and of `webhooks[]` what decides who is told.

/// Settings of alerts. Durations are nanoseconds.
public struct AlertSettings: Sendable, Hashable {
  /// The label `host`; nil: the engine's name.
  public var host: String?
  public var groupBy: [AlertLabel]
  public var groupWait: Int64
  public var groupInterval: Int64
  public var repeatInterval: Int64
  public var mutes: [Mute]
  /// `{{alertname}}` stands for the alert's name.
  public var runbookURL: String { didSet { runbooks = Self.runbooks(at: runbookURL) } }
  /// The page of each alert, which is told of at each change of one.
  private var runbooks: [AlertName: String]
  /// `alerts.probeOutput`.
  public var showsProbeOutput: Bool
  /// Rules that differ from the standard.
  public var rules: [AlertName: AlertRule]
  /// In the order of the file.
  public var webhooks: [WebhookRoute]

  public init(
    host: String? = nil, groupBy: [AlertLabel] = [.host, .composeProject], groupWait: Int64 = 5 * FleetSettings.second,
    groupInterval: Int64 = 60 * FleetSettings.second, repeatInterval: Int64 = 14_400 * FleetSettings.second, mutes: [Mute] = [],
    runbookURL: String = AlertSettings.projectRunbooks, showsProbeOutput: Bool = true, rules: [AlertName: AlertRule] = [:],
    webhooks: [WebhookRoute] = []
  ) {
    self.host = host
    self.groupBy = groupBy
    self.groupWait = groupWait
    self.groupInterval = groupInterval
    self.repeatInterval = repeatInterval
    self.mutes = mutes
    self.runbookURL = runbookURL
    runbooks = Self.runbooks(at: runbookURL)
    self.showsProbeOutput = showsProbeOutput
    self.rules = rules
    self.webhooks = webhooks
  }

  /// The project's page of each alert.
  public static let projectRunbooks = "https://github.com/dogwatch/dogwatch/blob/main/docs/alerts/{{alertname}}.md"

  /// The page that says what to do.
  func runbook(of name: AlertName) -> String { runbooks[name] ?? runbookURL }

  private static func runbooks(at url: String) -> [AlertName: String] {
    Dictionary(uniqueKeysWithValues: AlertName.allCases.map { ($0, url.replacing("{{alertname}}", with: $0.rawValue)) })
  }

  /// A rule as it is set, or the standard one.
  public subscript(name: AlertName) -> AlertRule { rules[name] ?? .standard(name) }

  /// How many of a container's last restarts are remembered: as many as the rules need, and enough to say how often it was.
  var restartsKept: Int { max(20, self[.containerRestartingOften].restarts ?? 1, self[.containerCrashLooping].restarts ?? 1) }
}
