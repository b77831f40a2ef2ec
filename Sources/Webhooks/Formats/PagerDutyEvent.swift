// PagerDuty's Events API v2: one event for each alert (developer.pagerduty.com, "Send an Alert Event"). The routing key is put in when it is sent.

import JSON
import Watch

/// A trigger or a resolve; both have the alert's fingerprint as `dedup_key`, so they meet in one incident.
struct PagerDutyEvent {
  let body: RequestBody

  /// Characters of the summary, and of each detail so that the event stays below 512 KB.
  private enum Limit {
    static let summary = 1024
    static let detail = 8192
    static let source = 255
  }

  init(_ alert: Alert, in context: ReceiverContext) {
    body = RequestBody { json in
      json.member("event_action", alert.isFiring ? "trigger" : "resolve")
      json.member("dedup_key", alert.fingerprint.text)
      json.member("client", "Dogwatch")
      if let link = context.link { json.member("client_url", link) }
      json.object("payload") { json in Self.writePayload(alert, into: &json) }
      if let runbook = AlertWords(alert).runbook { Self.writeLink(runbook, into: &json) }
    }
  }

  private static func writePayload(_ alert: Alert, into json: inout JSONWriter) {
    let labels = alert.labels
    let source = [labels.name, labels.host].map(\.harmlessLine).first { !$0.isEmpty } ?? "dogwatch"
    json.member("summary", fitted(AlertWords(alert).summary, Limit.summary))
    json.member("source", fitted(source, Limit.source))
    json.member("severity", labels.severity.rawValue)
    json.member("timestamp", alert.startsAt.wholeSeconds)
    if !labels.composeService.isEmpty { json.member("component", fitted(labels.composeService.harmlessLine, Limit.source)) }
    if !labels.composeProject.isEmpty { json.member("group", fitted(labels.composeProject.harmlessLine, Limit.source)) }
    json.member("class", labels.alertname.rawValue)
    json.object("custom_details") { json in
      for pair in labels.pairs { json.member(pair.label.rawValue, fitted(pair.value.harmless, Limit.detail)) }
      for pair in alert.annotations.pairs where pair.annotation != .summary {
        json.member(pair.annotation.rawValue, fitted(pair.value.harmless, Limit.detail))
      }
    }
  }

  private static func writeLink(_ url: String, into json: inout JSONWriter) {
    json.array("links") { json in
      json.object { json in
        json.member("href", url)
        json.member("text", "What to do")
      }
    }
  }

  private static func fitted(_ text: String, _ limit: Int) -> String {
    Fitting(limit: limit, unit: .utf16).fitted(text)
  }
}
