// One message for the alerts of a group: the same words for every receiver that shows text.

extension Notification {
  /// One line: the only alert, or how many there are and the worst of them.
  public var title: String {
    let (firing, resolved) = (firing, resolved)
    guard let worst = firing.first ?? resolved.first else { return "Nothing to tell" }
    if firing.isEmpty {
      return resolved.count == 1 ? "Resolved: \(worst.annotations.summary)" : "\(resolved.count) alerts resolved\(place)"
    }
    if firing.count == 1 { return worst.annotations.summary }
    return "\(firing.count) alerts\(place): \(worst.annotations.summary)"
  }

  /// One line for each alert, firing ones first, the worst first: `critical: db used up…`, `resolved after 4 m: shop/web-1 is unhealthy…`.
  public var lines: [String] { alerts.map(\.line) }

  /// The title and, if it does not say it all, the lines.
  public var text: String { alerts.count == 1 ? title : ([title] + lines).joined(separator: "\n") }

  /// ` on box (shop)`.
  private var place: String {
    func value(_ label: AlertLabel) -> String? { group.labels.first { $0.label == label }?.value }
    return (value(.host).map { " on \($0)" } ?? "") + (value(.composeProject).map { " (\($0))" } ?? "")
  }
}

extension Alert {
  /// The alert in one line, with its severity or how long it lasted.
  public var line: String {
    guard let endsAt else { return "\(labels.severity.rawValue): \(annotations.summary)" }
    return "resolved after \(Quantity.duration(max(0, endsAt.since(startsAt)))): \(annotations.summary)"
  }
}
