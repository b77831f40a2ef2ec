// The line that `systemctl status` shows.

import Endpoints

enum StatusText {
  /// `watching 42 containers, 1 unhealthy, 1 crash looping`. The summary is nil before the first full listing; `trouble` is why the engine
  /// is out of reach.
  static func text(_ summary: FleetSummary?, isConnected: Bool, trouble: String?) -> String {
    let engine = isConnected ? nil : trouble.map { "no engine: \($0)" } ?? "connecting to the engine"
    guard let summary else { return engine ?? "listing the containers" }
    var parts = ["watching \(summary.containers) container\(summary.containers == 1 ? "" : "s")"]
    if summary.unhealthy > 0 { parts.append("\(summary.unhealthy) unhealthy") }
    if summary.crashLooping > 0 { parts.append("\(summary.crashLooping) crash looping") }
    let fleet = parts.joined(separator: ", ")
    return engine.map { "\(fleet), as last seen; \($0)" } ?? fleet
  }
}
