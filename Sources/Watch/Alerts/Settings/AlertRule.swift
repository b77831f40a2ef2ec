// What can be set of one alert: `alerts.rules.<AlertName>`.

/// A rule's settings. Durations are nanoseconds. A threshold that is nil in `AlertRule.standard` does not belong to the rule.
public struct AlertRule: Sendable, Hashable {
  public var isEnabled: Bool
  public var severity: Severity
  /// How long it must hold before it fires.
  public var holdsFor: Int64
  /// Nil: that of all alerts.
  public var repeatInterval: Int64?
  /// ContainerHealthFlapping: changes within `window`.
  public var changes: Int?
  /// ContainerHealthFlapping, ContainerCrashLooping, ContainerRestartingOften.
  public var window: Int64?
  /// ContainerCrashLooping, ContainerRestartingOften: restarts by policy within `window`.
  public var restarts: Int?
  /// ContainerHealthStuckStarting: how much longer than its health check explains.
  public var margin: Int64?
  /// ContainerOOMKilled: how long without another.
  public var resolveAfter: Int64?
  /// ContainerNotRestored: how long after the engine is back.
  public var grace: Int64?

  public init(
    isEnabled: Bool = true, severity: Severity, holdsFor: Int64 = 0, repeatInterval: Int64? = nil, changes: Int? = nil,
    window: Int64? = nil, restarts: Int? = nil, margin: Int64? = nil, resolveAfter: Int64? = nil, grace: Int64? = nil
  ) {
    self.isEnabled = isEnabled
    self.severity = severity
    self.holdsFor = holdsFor
    self.repeatInterval = repeatInterval
    self.changes = changes
    self.window = window
    self.restarts = restarts
    self.margin = margin
    self.resolveAfter = resolveAfter
    self.grace = grace
  }

  /// The rule as it is when nothing is set.
  public static func standard(_ name: AlertName) -> AlertRule {
    let minute = 60 * FleetSettings.second
    return switch name {
    case .containerUnhealthy: AlertRule(severity: .critical)
    case .containerHealthFlapping: AlertRule(severity: .warning, changes: 4, window: 15 * minute)
    case .containerHealthStuckStarting: AlertRule(severity: .warning, margin: minute / 2)
    case .containerCrashLooping: AlertRule(severity: .critical, window: 10 * minute, restarts: 3)
    case .containerRestartingOften: AlertRule(severity: .warning, window: 360 * minute, restarts: 5)
    case .containerRestartsExhausted, .containerRestartFailed, .containerStartFailed: AlertRule(severity: .critical)
    case .containerExited: AlertRule(severity: .warning)
    case .containerOOMKilled: AlertRule(severity: .warning, resolveAfter: 10 * minute)
    case .containerNotRestored: AlertRule(severity: .critical, grace: minute)
    case .engineUnreachable: AlertRule(severity: .critical, holdsFor: 2 * minute)
    case .dogwatchStoreFailing: AlertRule(severity: .critical)
    // Rejected, expired and dropped count at once; what waits, after this.
    case .dogwatchDeliveryFailing: AlertRule(severity: .critical, holdsFor: 5 * minute)
    }
  }
}
