// One notification as one line that a person reads.

public import Watch

/// Puts a notification into words: `2026-01-02T03:04:05Z  notification to chat: firing: web is unhealthy: 3 probes failed`.
public enum NotificationLine {
  public static func text(_ notification: Notification) -> String {
    "\(notification.time.rfc3339.prefix(19))Z  notification to \(TransitionLine.printable(notification.webhook)): \(words(notification))"
  }

  /// Each alert with its state, the worst first.
  public static func words(_ notification: Notification) -> String {
    notification.alerts
      .map { ($0.isFiring ? "firing: " : "resolved: ") + TransitionLine.printable($0.annotations.summary) }
      .joined(separator: "; ")
  }
}
