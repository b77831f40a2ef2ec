// ntfy: a message published as JSON to the server's root (docs.ntfy.sh/publish, "Publish as JSON"). The topic is put in when it is sent.

import JSON
import Watch

/// Plain text: ntfy knows markup only when it is asked for.
struct NtfyBody {
  let body: RequestBody

  /// Bytes. A longer message would become a file attached to an empty one.
  private enum Limit {
    static let title = 250
    static let message = 4096
  }

  init(_ notification: Notification, in context: ReceiverContext) {
    let title = Fitting(limit: Limit.title, unit: .utf8).fitted(Headline(notification).text)
    let message = Self.message(notification)
    let tags = notification.status == .resolved ? [] : notification.firing.first.map { [$0.labels.severity.rawValue] } ?? []
    body = RequestBody { json in
      json.member("title", title)
      json.member("message", message)
      json.member("priority", Self.priority(notification))
      if !tags.isEmpty { json.member("tags", tags) }
      if let link = context.link { json.member("click", link) }
      if let runbook = notification.alerts.first.flatMap({ AlertWords($0).runbook }) { Self.writeAction(runbook, into: &json) }
    }
  }

  /// All of one alert; of several a line each, as many as fit, and a count of the others.
  private static func message(_ notification: Notification) -> String {
    let alerts = notification.alerts
    guard alerts.count != 1 else { return message(AlertWords(alerts[0])) }
    let all = alerts.map { AlertWords($0).line }
    return largestFitting(from: alerts.count) { count in
      let rest = all.count - count
      let text = (all.prefix(count) + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "\n")
      return count > 1 ? text : Fitting(limit: Limit.message, unit: .utf8).fitted(text)
    } fits: {
      $0.utf8.count <= Limit.message
    }
  }

  private static func message(_ words: AlertWords) -> String {
    let facts = words.facts.map { "\($0.title): \($0.value)" }.joined(separator: "\n")
    let last = Fitting(limit: Limit.message / 3, unit: .utf8).fitted(facts)
    let first = Fitting(limit: Limit.message / 3, unit: .utf8).fitted(words.line)
    let room = Limit.message - first.utf8.count - last.utf8.count - 2
    let middle = Fitting(limit: room, unit: .utf8).fitted(words.body.joined(separator: "\n"))
    return [first, middle, last].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// 5 wakes people, 3 is normal.
  private static func priority(_ notification: Notification) -> Int {
    guard let worst = notification.firing.first else { return 3 }
    return switch worst.labels.severity {
    case .critical: 5
    case .error: 4
    case .warning: 3
    case .info: 2
    }
  }

  private static func writeAction(_ url: String, into json: inout JSONWriter) {
    json.array("actions") { json in
      json.object { json in
        json.member("action", "view")
        json.member("label", "What to do")
        json.member("url", url)
      }
    }
  }
}
