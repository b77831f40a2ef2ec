// What a container's own `dogwatch.*` labels ask for.

/// What container labels set; a bad value is counted and the configured one holds.
struct LabelOverrides: Sendable, Hashable, Codable {
  var crashLoopRestarts: Int?
  /// Nanoseconds.
  var crashLoopWindow: Int64?
  /// Nanoseconds.
  var unhealthyFor: Int64?
  var severity: Severity?
  /// The only webhooks that are told.
  var webhooks: [String]?
  var disabledAlerts: [AlertName] = []
  /// Sentences about labels whose value cannot be used.
  var errors: [String] = []

  /// `webhooks`: those there are; nil: not known.
  init(labels: [String: String], webhooks known: [String]? = nil) {
    if let text = labels["dogwatch.crash-loop.restarts"] {
      if let count = Int(text), (1...1000).contains(count) {
        crashLoopRestarts = count
      } else {
        errors.append("dogwatch.crash-loop.restarts: \"\(text.prefix(40))\" is not a count (1 to 1000)")
      }
    }
    if let text = labels["dogwatch.crash-loop.window"] {
      if let window = Self.nanoseconds(text), window > 0 {
        crashLoopWindow = window
      } else {
        errors.append("dogwatch.crash-loop.window: \"\(text.prefix(40))\" is not a duration (such as 90s or 10m)")
      }
    }
    readAlertLabels(labels, known)
    if let text = labels["dogwatch.enable"], text != "true", text != "false" {
      errors.append("dogwatch.enable: \"\(text.prefix(40))\" is neither true nor false")
    }
  }

  private mutating func readAlertLabels(_ labels: [String: String], _ known: [String]?) {
    if let text = labels["dogwatch.unhealthy.for"] {
      unhealthyFor = Self.nanoseconds(text)
      if unhealthyFor == nil { errors.append("dogwatch.unhealthy.for: \"\(text.prefix(40))\" is not a duration (such as 90s or 10m)") }
    }
    if let text = labels["dogwatch.severity"] {
      severity = Severity(rawValue: text)
      if severity == nil { errors.append("dogwatch.severity: \"\(text.prefix(40))\" is none of critical, error, warning, info") }
    }
    if let text = labels["dogwatch.webhooks"] {
      let names = Self.list(text)
      for name in names where known?.contains(name) == false {
        errors.append("dogwatch.webhooks: there is no webhook \"\(name.prefix(40))\"")
      }
      webhooks = names.filter { known?.contains($0) ?? true }
      if names.isEmpty { errors.append("dogwatch.webhooks: names no webhook") }
      if webhooks?.isEmpty == true { webhooks = nil }
    }
    for text in labels["dogwatch.alerts.disable"].map(Self.list) ?? [] {
      if let name = AlertName(rawValue: text) {
        disabledAlerts.append(name)
      } else {
        errors.append("dogwatch.alerts.disable: there is no alert \"\(text.prefix(40))\"")
      }
    }
  }

  /// The entries of `a, b`.
  private static func list(_ text: String) -> [String] {
    text.split(separator: ",").map { entry in
      let start = entry.drop { $0 == " " || $0 == "\t" }
      return String(start.prefix { $0 != " " && $0 != "\t" })
    }.filter { !$0.isEmpty }
  }

  /// A duration such as `500ms`, `30s`, `1h30m`, `30d`, in nanoseconds; nil when it is none or too long.
  static func nanoseconds(_ text: String) -> Int64? {
    var total: Int64 = 0
    var rest = text.utf8[...]
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0 &- 0x30 <= 9 }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { $0 &- 0x61 <= 25 }
      rest = rest.dropFirst(unit.count)
      guard let count = Int64(Substring(digits)), let scale = units[String(Substring(unit))] else { return nil }
      let (part, tooLong) = count.multipliedReportingOverflow(by: scale)
      let (sum, overflow) = total.addingReportingOverflow(part)
      guard !tooLong, !overflow else { return nil }
      total = sum
    }
    return total
  }

  private static let units: [String: Int64] = [
    "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000, "d": 86_400_000_000_000,
  ]
}
