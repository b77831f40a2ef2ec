// An alert as JSON: one row of /api/v1/alerts and of `alerts --json`.

public import JSON
public import Watch

public enum AlertJSON {
  /// Writes the alert as one object, with the members that Alertmanager's webhook gives an alert, and whether it is sent.
  public static func write(_ alert: Alert, to json: inout JSONWriter) {
    json.object { json in
      json.member("status", alert.isFiring ? "firing" : "resolved")
      json.object("labels") { json in
        for pair in alert.labels.pairs { json.member(pair.label.rawValue, pair.value) }
      }
      json.object("annotations") { json in
        for pair in alert.annotations.pairs { json.member(pair.annotation.rawValue, pair.value) }
      }
      json.member("startsAt", alert.startsAt.rfc3339)
      if let endsAt = alert.endsAt { json.member("endsAt", endsAt.rfc3339) }
      json.member("fingerprint", alert.fingerprint.text)
      json.member("muted", alert.isMuted)
      json.member("quiet", alert.isQuiet)
    }
  }
}
