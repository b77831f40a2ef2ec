// What `{{…}}` can stand for in a body that a user writes.

/// One fact of a notification, by the name under which a template asks for it.
public enum Placeholder: Sendable, Hashable {
  /// What all alerts say in one line.
  case summary
  /// What there is to know beside the summary; of several alerts a line each, the worst first.
  case description
  /// `firing` or `resolved`.
  case status
  /// The webhook's name.
  case receiver
  case groupKey
  case externalURL
  /// How many alerts there are, fire, have resolved.
  case alerts, firing, resolved
  /// Of the worst alert.
  case startsAt, endsAt, fingerprint
  /// Of the worst alert; empty when it has none.
  case label(AlertLabel)
  case annotation(AlertAnnotation)

  /// Every placeholder there is.
  public static let all: [Placeholder] =
    [
      .summary, .description, .status, .receiver, .groupKey, .externalURL, .alerts, .firing, .resolved, .startsAt, .endsAt, .fingerprint,
    ] + AlertLabel.allCases.map { .label($0) } + AlertAnnotation.allCases.map { .annotation($0) }

  /// The placeholder of that name.
  public init?(_ name: some StringProtocol) {
    guard let placeholder = Self.all.first(where: { $0.name == name }) else { return nil }
    self = placeholder
  }

  /// As it stands between the braces.
  public var name: String {
    switch self {
    case .summary: "summary"
    case .description: "description"
    case .status: "status"
    case .receiver: "receiver"
    case .groupKey: "groupKey"
    case .externalURL: "externalURL"
    case .alerts: "alerts"
    case .firing: "firing"
    case .resolved: "resolved"
    case .startsAt: "startsAt"
    case .endsAt: "endsAt"
    case .fingerprint: "fingerprint"
    case .label(let label): "labels.\(label.rawValue)"
    case .annotation(let annotation): "annotations.\(annotation.rawValue)"
    }
  }
}
