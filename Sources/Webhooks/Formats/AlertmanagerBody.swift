// Alertmanager's webhook body, version "4" (its notify/webhook/webhook.go and template/template.go): same keys, types, order and nesting.

import JSON
import Watch

/// The body that receivers of Alertmanager expect. Values are passed on as they are: it is data, not text for people.
struct AlertmanagerBody {
  let body: RequestBody

  init(_ notification: Notification, in context: ReceiverContext) {
    let alerts = notification.alerts
    let link = context.externalURL ?? ""
    body = RequestBody { json in
      json.member("receiver", notification.webhook)
      json.member("status", notification.status.rawValue)
      json.array("alerts") { json in
        for alert in alerts { Self.write(alert, link: link, into: &json) }
      }
      Self.write("groupLabels", notification.group.labels.map { ($0.label.rawValue, $0.value) }, into: &json)
      Self.write("commonLabels", Self.common(alerts.map { Self.pairs($0.labels) }), into: &json)
      Self.write("commonAnnotations", Self.common(alerts.map { Self.pairs($0.annotations) }), into: &json)
      json.member("externalURL", link)
      json.member("version", "4")
      json.member("groupKey", notification.group.text)
      json.member("truncatedAlerts", 0)
    }
  }

  private static func write(_ alert: Alert, link: String, into json: inout JSONWriter) {
    json.object { json in
      json.member("status", alert.isFiring ? "firing" : "resolved")
      write("labels", pairs(alert.labels), into: &json)
      write("annotations", pairs(alert.annotations), into: &json)
      json.member("startsAt", alert.startsAt.rfc3339)
      // Go's zero time: what Alertmanager sends while an alert fires.
      json.member("endsAt", alert.endsAt?.rfc3339 ?? "0001-01-01T00:00:00Z")
      json.member("generatorURL", link)
      json.member("fingerprint", alert.fingerprint.text)
    }
  }

  private typealias Pair = (key: String, value: String)

  private static func pairs(_ labels: AlertLabels) -> [Pair] {
    labels.pairs.map { ($0.label.rawValue, $0.value) }.sorted { $0.0 < $1.0 }
  }

  private static func pairs(_ annotations: AlertAnnotations) -> [Pair] {
    annotations.pairs.map { ($0.annotation.rawValue, $0.value) }.sorted { $0.0 < $1.0 }
  }

  /// The pairs that all lists hold.
  private static func common(_ lists: [[Pair]]) -> [Pair] {
    guard let first = lists.first else { return [] }
    return first.filter { pair in lists.allSatisfy { $0.contains { $0 == pair } } }
  }

  private static func write(_ key: String, _ pairs: [Pair], into json: inout JSONWriter) {
    json.object(key) { json in
      for pair in pairs { json.member(pair.key, pair.value) }
    }
  }
}
