// What a new configuration changes, and what of it has to wait for a restart.
import Watch

/// The difference between the configuration in force and one read anew.
public struct SettingsChanges: Sendable, Hashable {
  /// Keys that differ and take effect at once, in the order of the documentation.
  public private(set) var applied: [String] = []
  /// Keys that differ and take effect at the next start only.
  public private(set) var waiting: [String] = []
  /// What is in force from now on: the new settings, but for what waits.
  public private(set) var effective: Settings

  public init(from current: Settings, to new: Settings) {
    effective = new
    for key in Key.all where !key.isSame(current, new) {
      if let keep = key.keep {
        waiting.append(key.name)
        keep(&effective, current)
      } else {
        applied.append(key.name)
      }
    }
  }
}

/// One row of the table of keys.
private struct Key: Sendable {
  let name: String
  let isSame: @Sendable (Settings, Settings) -> Bool
  /// Takes the value over from the settings in force; nil if the key takes effect at once.
  let keep: (@Sendable (inout Settings, Settings) -> Void)?

  static func live<Value: Equatable & SendableMetatype>(_ name: String, _ path: any KeyPath<Settings, Value> & Sendable) -> Key {
    Key(name: name, isSame: { $0[keyPath: path] == $1[keyPath: path] }, keep: nil)
  }

  static func fixed<Value: Equatable & SendableMetatype>(_ name: String, _ path: any WritableKeyPath<Settings, Value> & Sendable) -> Key {
    Key(name: name, isSame: { $0[keyPath: path] == $1[keyPath: path] }, keep: { $0[keyPath: path] = $1[keyPath: path] })
  }

  static let all: [Key] = [
    fixed("engine.host", \.engine.host), fixed("engine.tls", \.engine.tls), live("engine.requestTimeout", \.engine.requestTimeout),
    live("engine.reconcileInterval", \.engine.reconcileInterval),
    Key(
      name: "host", isSame: { $0.host == $1.host },
      keep: {
        $0.host = $1.host
        $0.alerts.host = $1.alerts.host
      }),
    fixed("http.listen", \.http.listen), live("http.tls", \.http.tls), live("http.bearerTokenFile", \.http.bearerToken),
    live("http.externalURL", \.http.externalURL), fixed("state.directory", \.state.directory),
    live("state.historyRetention", \.state.historyRetention), live("watch.include", \.watch.include),
    live("watch.exclude", \.watch.exclude),
    live("metrics.containerLabels", \.metrics.containerLabels), live("metrics.removedRetention", \.metrics.removedRetention),
    live("alerts.groupBy", \.alerts.groupBy), live("alerts.groupWait", \.alerts.groupWait),
    live("alerts.groupInterval", \.alerts.groupInterval), live("alerts.repeatInterval", \.alerts.repeatInterval),
    live("alerts.mute", \.alerts.mutes), live("alerts.runbookURL", \.alerts.runbookURL),
    live("alerts.probeOutput", \.alerts.showsProbeOutput), live("alerts.rules", \.alerts.rules), live("heartbeat", \.heartbeat),
    Key(name: "webhooks", isSame: { $0.webhooks == $1.webhooks && $0.alerts.webhooks == $1.alerts.webhooks }, keep: nil),
    live("log.level", \.log.level), fixed("log.format", \.log.format),
  ]
}
