// The alerts for which a receiver's limits leave no room.

import Watch

/// Alerts that are only counted and named.
struct LeftOut {
  private let alerts: ArraySlice<Alert>

  init(_ alerts: ArraySlice<Alert>) {
    self.alerts = alerts
  }

  /// `and 3 more: ContainerExited web-1, …`, the worst first.
  var text: String {
    let names = alerts.map { alert in
      [alert.labels.alertname.rawValue, alert.labels.name.harmlessLine].filter { !$0.isEmpty }.joined(separator: " ")
    }
    return "and \(alerts.count) more: " + names.joined(separator: ", ")
  }
}
