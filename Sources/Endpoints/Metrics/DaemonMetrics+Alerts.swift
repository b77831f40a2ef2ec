// What is counted of alerts and of deliveries, where it happens.

import Exposition
public import Watch

extension DaemonMetrics {
  /// The alerts that fire now.
  public func alertsFiring(_ alerts: [Alert]) {
    var firing: [AlertNumbers.Firing: Int64] = [:]
    for alert in alerts { firing[AlertNumbers.Firing(name: alert.name, severity: alert.labels.severity), default: 0] += 1 }
    changeAlerts { $0.firing = firing }
  }

  /// The webhooks there are: their series are there from the start, at 0.
  public func webhooks(_ names: [String]) {
    changeAlerts { for name in names { $0.change(name) { _ in } } }
  }

  /// One attempt to deliver is over.
  public func webhookAttempt(_ webhook: String, _ code: AttemptCode, seconds: Double) {
    changeAlerts {
      $0.change(webhook) { numbers in
        numbers.attempts[code, default: 0] += 1
        numbers.durations.observe(seconds)
      }
    }
  }

  /// A notification has left a webhook's queue.
  public func webhookNotification(_ webhook: String, _ result: DeliveryResult) {
    changeAlerts { $0.change(webhook) { $0.results[result, default: 0] += 1 } }
  }

  public func webhookQueue(_ webhook: String, _ figures: QueueFigures) {
    changeAlerts { $0.change(webhook) { $0.queue = figures } }
  }
}
