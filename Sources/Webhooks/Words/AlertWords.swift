// One alert in the words and signs that all formats for people share.

import Watch

/// What there is to say about one alert, harmless to the eye, and not yet escaped for any markup.
struct AlertWords {
  private let alert: Alert
  let summary: String

  init(_ alert: Alert) {
    self.alert = alert
    let summary = alert.annotations.summary.harmlessLine
    let subject = [alert.labels.alertname.rawValue, alert.labels.name.harmlessLine].filter { !$0.isEmpty }
    self.summary = summary.isEmpty ? subject.joined(separator: ": ") : summary
  }

  /// The colour of its severity; a green mark once it is over.
  var symbol: String {
    guard alert.isFiring else { return "✅" }
    return switch alert.labels.severity {
    case .critical: "🔴"
    case .error: "🟠"
    case .warning: "🟡"
    case .info: "🔵"
    }
  }

  /// `CRITICAL` or `RESOLVED`.
  var state: String { alert.isFiring ? alert.labels.severity.rawValue.uppercased() : "RESOLVED" }

  /// `🔴 CRITICAL web-1 is unhealthy`.
  var line: String { "\(symbol) \(state) \(summary)" }

  /// What it says beside the summary: the description, and the probe's output where that does not hold it already.
  var body: [String] {
    let description = alert.annotations.description.harmless
    let output = (alert.annotations.healthOutput ?? "").harmless
    return [description, output.isEmpty || description.contains(output) ? "" : "Probe output: \(output)"].filter { !$0.isEmpty }
  }

  /// What it is about, in the order in which people ask.
  var facts: [Fact] {
    let labels = alert.labels
    let annotations = alert.annotations
    let facts = [
      Fact("Container", labels.name), Fact("Webhook", labels.webhook), Fact("Host", labels.host), Fact("Project", labels.composeProject),
      Fact("Service", labels.composeService), Fact("Image", labels.image), Fact("Exit code", annotations[.exitCode]),
      Fact("Outcome", annotations[.outcome]), Fact("Restarts", annotations[.restarts]), Fact("Since", Self.words(alert.startsAt)),
      Fact("Until", alert.endsAt.map(Self.words) ?? ""), Fact("Evidence", annotations.evidence),
    ]
    return facts.filter { !$0.value.isEmpty }
  }

  /// The page that says what to do.
  var runbook: String? { webLink(alert.annotations.runbookURL) }

  struct Fact {
    let title: String
    let value: String

    init(_ title: String, _ value: String) {
      self.title = title
      self.value = value.harmlessLine
    }
  }

  /// `2026-01-02 03:04:05 UTC`.
  private static func words(_ time: Timestamp) -> String {
    let text = time.rfc3339
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
  }
}

extension Timestamp {
  /// RFC 3339 in whole seconds: not every receiver can read nine digits of fraction.
  var wholeSeconds: String { rfc3339.prefix(19) + "Z" }
}
