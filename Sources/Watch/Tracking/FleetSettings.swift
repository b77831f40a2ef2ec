// What the core is told by the configuration.

/// Settings of the core; times in nanoseconds.
public struct FleetSettings: Sendable, Hashable {
  /// Which containers are watched at all.
  public var selection: WatchSelection
  /// Keys of container labels to keep for `docker_container_info`.
  public var containerLabels: [String]
  /// How long a removed container's counters stay visible.
  public var removedRetention: Int64
  /// How long a removed container's counters are kept for the case that it returns under its name.
  public var historyRetention: Int64
  /// How often the engine is listed.
  public var reconcileInterval: Int64
  /// Starts by policy within `crashLoopWindow` that make a crash loop.
  public var crashLoopRestarts: Int
  public var crashLoopWindow: Int64
  /// Changes between healthy and unhealthy within `flappingWindow` that make flapping.
  public var flappingChanges: Int
  public var flappingWindow: Int64
  /// The webhooks that the label `dogwatch.webhooks` may name; nil: any.
  public var webhookNames: [String]?

  public init(
    selection: WatchSelection = WatchSelection(), containerLabels: [String] = [], removedRetention: Int64 = 300 * second,
    historyRetention: Int64 = 30 * 86_400 * second, reconcileInterval: Int64 = 30 * second, crashLoopRestarts: Int = 3,
    crashLoopWindow: Int64 = 600 * second, flappingChanges: Int = 4, flappingWindow: Int64 = 900 * second
  ) {
    self.selection = selection
    self.containerLabels = containerLabels
    self.removedRetention = removedRetention
    self.historyRetention = historyRetention
    self.reconcileInterval = reconcileInterval
    self.crashLoopRestarts = crashLoopRestarts
    self.crashLoopWindow = crashLoopWindow
    self.flappingChanges = flappingChanges
    self.flappingWindow = flappingWindow
  }

  /// Takes over what alerts and metrics share: the thresholds of the episodes, and the names of webhooks.
  public mutating func follow(_ alerts: AlertSettings) {
    let (crashLoop, flapping) = (alerts[.containerCrashLooping], alerts[.containerHealthFlapping])
    crashLoopRestarts = crashLoop.restarts ?? crashLoopRestarts
    crashLoopWindow = crashLoop.window ?? crashLoopWindow
    flappingChanges = flapping.changes ?? flappingChanges
    flappingWindow = flapping.window ?? flappingWindow
    webhookNames = alerts.webhooks.map(\.name)
  }

  /// One second, in nanoseconds.
  public static let second: Int64 = 1_000_000_000
}
