// From what a person set to what the wiring needs.

import DockerEngine
import Endpoints
public import Settings
public import Watch

extension DaemonOptions {
  /// Options as the configuration and the environment (`DOCKER_HOST` and its like) say; throws when the listener's TLS files cannot be used.
  public init(_ settings: Settings, environment: [String: String]) throws(SettingsErrors) {
    let tls = settings.engine.tls.map { EngineTLS(ca: $0.ca, certificate: $0.cert, key: $0.key) }
    let listen: Endpoints.ListenAddress =
      switch settings.http.listen {
      case .tcp(let host, let port): .tcp(host: host, port: port)
      case .unix(let path): .unix(path: path)
      }
    self.init(
      engine: HostFinder(option: settings.engine.host, tls: tls, environment: environment),
      requestTimeout: settings.engine.requestTimeout, listen: listen, fleet: FleetSettings(settings),
      // Without even a home it is a system's service that somebody starts by hand.
      stateDirectory: settings.state.directory(environment: environment) ?? "/var/lib/dogwatch",
      access: try ListenerAccess(settings.http))
    alerting = try AlertingOptions(settings, environment: environment)
    warnings = settings.warnings.map(\.description)
    if access.tls?.isExpired == true { warnings.append("http.tls.cert: the certificate has expired") }
  }
}

extension FleetSettings {
  /// What the core goes by; the thresholds of episodes are those of their alerts.
  public init(_ settings: Settings) {
    self.init(
      selection: settings.watch, containerLabels: settings.metrics.containerLabels,
      removedRetention: settings.metrics.removedRetention.nanoseconds, historyRetention: settings.state.historyRetention.nanoseconds,
      reconcileInterval: settings.engine.reconcileInterval.nanoseconds)
    follow(settings.alerts)
  }
}
