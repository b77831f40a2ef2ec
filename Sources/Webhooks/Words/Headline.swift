// What a notification says in one line: what a phone shows on its lock screen.

import Watch

/// The line that stands for all alerts of a notification, the worst one in its own words.
struct Headline {
  private let alerts: [Alert]
  private let firingCount: Int

  init(_ notification: Notification) {
    alerts = notification.alerts
    firingCount = notification.firing.count
  }

  /// With the colour of the worst alert in front.
  var text: String {
    guard let worst = alerts.first else { return plain }
    return AlertWords(worst).symbol + " " + plain
  }

  /// `web-1 is unhealthy: …`, `Resolved: web-1 is unhealthy: …`, `3 firing, 1 resolved: web-1 is unhealthy: … (and 3 more)`.
  var plain: String {
    guard let worst = alerts.first else { return "Nothing to tell" }
    let summary = AlertWords(worst).summary
    guard alerts.count > 1 else { return worst.isFiring ? summary : "Resolved: \(summary)" }
    return "\(counts): \(summary) (and \(alerts.count - 1) more)"
  }

  /// `3 firing, 1 resolved`.
  var counts: String {
    let resolvedCount = alerts.count - firingCount
    let firing = firingCount > 0 ? ["\(firingCount) firing"] : []
    let resolved = resolvedCount > 0 ? ["\(resolvedCount) resolved"] : []
    return (firing + resolved).joined(separator: ", ")
  }

  /// What one alert says beside its summary; of several, a line each.
  var details: String {
    guard alerts.count != 1 else { return AlertWords(alerts[0]).body.joined(separator: "\n") }
    return alerts.map { AlertWords($0).line }.joined(separator: "\n")
  }
}
