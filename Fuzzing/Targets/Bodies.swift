// Bodies of webhooks: the user's own with placeholders, and every other format, from alerts whose texts are anybody's.

import JSON
import Watch
import Webhooks

enum Bodies {
  /// Up to the first byte 0 a body of format `custom`, after it the text of an alert.
  @Sendable static func run(_ bytes: UnsafeRawBufferPointer) {
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    let text = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : "said \"no\""
    let notification = notification(text)
    _ = all(of: notification)
    guard let tree = try? JSONValue(parsing: Array(parts[0])), let body = try? CustomBody(tree) else { return }
    check(.custom(body), notification)
  }

  /// A body of every format; each must be JSON.
  static func all(of notification: Notification) -> [String] {
    [ReceiverFormat.alertmanager, .slack, .discord, .teams, .ntfy, .pagerduty].flatMap { check($0, notification) }
  }

  @discardableResult
  private static func check(_ format: ReceiverFormat, _ notification: Notification) -> [String] {
    format.bodies(for: notification, in: ReceiverContext(externalURL: "https://box.example")).map { body in
      precondition((try? JSONValue(parsing: body.bytes)) != nil, "a body that is no JSON")
      return String(decoding: body.bytes, as: UTF8.self)
    }
  }

  private static func notification(_ text: String) -> Notification {
    let labels = AlertLabels(
      alertname: .containerUnhealthy, host: "box", name: text, severity: .critical, image: text, composeProject: text, composeService: text)
    let annotations = AlertAnnotations(summary: text, description: text, exitCode: 1, healthOutput: text, evidence: text)
    let time = Timestamp(seconds: 1_767_323_045)
    return Notification(
      number: 1, webhook: "team", group: GroupKey(of: labels, by: [.host, .composeProject]),
      alerts: [Alert(labels: labels, annotations: annotations, startsAt: time)], time: time)
  }
}
