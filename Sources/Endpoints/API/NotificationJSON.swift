// A notification as JSON: one row of `replay --json` between those of transitions.

public import JSON
public import Watch

public enum NotificationJSON {
  /// Writes the notification as one object; `kind` is `notification`.
  public static func write(_ notification: Notification, to json: inout JSONWriter) {
    json.object { json in
      json.member("kind", "notification")
      json.member("time", notification.time.rfc3339)
      json.member("webhook", notification.webhook)
      json.member("status", notification.status.rawValue)
      json.member("groupKey", notification.group.text)
      json.array("alerts") { json in
        for alert in notification.alerts { AlertJSON.write(alert, to: &json) }
      }
    }
  }
}
