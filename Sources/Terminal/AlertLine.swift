// One alert as one line that a person reads.

public import Watch

/// Puts an alert into words: `alert ContainerUnhealthy (critical) fires: web is unhealthy: 3 probes failed`.
public enum AlertLine {
  public static func text(_ alert: Alert) -> String {
    var text = "alert \(alert.name.rawValue) (\(alert.labels.severity.rawValue)) "
    text += alert.isFiring ? "fires" : "is resolved"
    if alert.isMuted { text += ", muted" }
    if alert.isQuiet { text += ", quiet while its container crash loops" }
    return text + ": " + TransitionLine.printable(alert.annotations.summary)
  }
}
