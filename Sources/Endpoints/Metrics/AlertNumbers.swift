// The numbers of alerts and of each webhook, and their exposition.

import Exposition
public import Watch

/// How much a webhook's queue holds.
public struct QueueFigures: Sendable, Hashable {
  public var length: Int
  /// When the oldest notification in it was made, by our own clock; nil when it is empty.
  public var oldest: Timestamp?

  public init(length: Int, oldest: Timestamp?) {
    self.length = length
    self.oldest = oldest
  }
}

struct AlertNumbers: Sendable {
  /// Firing alerts by name and severity.
  var firing: [Firing: Int64] = [:]
  /// By name, in the order of the configuration; those that are no longer configured stay until the end.
  var webhooks: [(name: String, numbers: WebhookNumbers)] = []

  struct Firing: Hashable, Sendable {
    var name: AlertName
    var severity: Severity
  }

  mutating func change(_ webhook: String, _ body: (inout WebhookNumbers) -> Void) {
    guard let place = webhooks.firstIndex(where: { $0.name == webhook }) else {
      var numbers = WebhookNumbers()
      body(&numbers)
      return webhooks.append((webhook, numbers))
    }
    body(&webhooks[place].numbers)
  }

  func write(to text: inout ExpositionText) {
    text.add(MetricFamilies.alertsFiring) { family, samples in
      for name in AlertName.allCases {
        for severity in Severity.allCases {
          let count = firing[Firing(name: name, severity: severity)]
          guard count != nil || severity == AlertRule.standard(name).severity else { continue }
          samples.sample(family, ["alertname": name.rawValue, "severity": severity.rawValue], .integer(count ?? 0))
        }
      }
    }
    text.add(MetricFamilies.webhookAttempts) { family, samples in
      for (name, numbers) in webhooks {
        for code in AttemptCode.allCases {
          samples.sample(family, ["webhook": name, "code": code.rawValue], .integer(numbers.attempts[code] ?? 0))
        }
      }
    }
    text.add(MetricFamilies.webhookNotifications) { family, samples in
      for (name, numbers) in webhooks {
        for result in DeliveryResult.allCases {
          samples.sample(family, ["webhook": name, "result": result.rawValue], .integer(numbers.results[result] ?? 0))
        }
      }
    }
    text.add(MetricFamilies.webhookQueueLength) { family, samples in
      for (name, numbers) in webhooks { samples.sample(family, ["webhook": name], .integer(Int64(numbers.queue.length))) }
    }
    text.add(MetricFamilies.webhookQueueOldest) { family, samples in
      for (name, numbers) in webhooks {
        guard let oldest = numbers.queue.oldest else { continue }
        samples.sample(family, ["webhook": name], .nanoseconds(oldest.nanoseconds))
      }
    }
    text.add(MetricFamilies.webhookDuration) { family, samples in
      for (name, numbers) in webhooks { samples.histogram(family, ["webhook": name], numbers.durations) }
    }
  }
}

/// What was counted of one webhook.
struct WebhookNumbers: Sendable {
  var attempts: [AttemptCode: Int64] = [:]
  var results: [DeliveryResult: Int64] = [:]
  var queue = QueueFigures(length: 0, oldest: nil)
  var durations = Histogram(bounds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10])
}
