// One alert: that something is wrong, or was until it ended.

/// An alert that fires, or has resolved.
public struct Alert: Sendable, Hashable, Codable {
  public var fingerprint: Fingerprint
  public var labels: AlertLabels
  public var annotations: AlertAnnotations
  /// By the engine's clock if it is about a container, else by ours.
  public var startsAt: Timestamp
  /// Nil while it fires.
  public var endsAt: Timestamp?
  /// Tracked and shown, but not sent, because of `alerts.mute`.
  public var isMuted: Bool
  /// Not sent for now, because `ContainerCrashLooping` of that container fires.
  public var isQuiet: Bool
  /// The only webhooks that are told, by the container's label `dogwatch.webhooks`; nil: all that match.
  public var onlyWebhooks: [String]?

  public init(
    labels: AlertLabels, annotations: AlertAnnotations, startsAt: Timestamp, endsAt: Timestamp? = nil, isMuted: Bool = false,
    isQuiet: Bool = false, onlyWebhooks: [String]? = nil
  ) {
    fingerprint = Fingerprint(labels)
    self.labels = labels
    self.annotations = annotations
    self.startsAt = startsAt
    self.endsAt = endsAt
    self.isMuted = isMuted
    self.isQuiet = isQuiet
    self.onlyWebhooks = onlyWebhooks
  }

  public var name: AlertName { labels.alertname }
  public var isFiring: Bool { endsAt == nil }

  /// The order in which people read alerts: firing before resolved, the worst first, then the newest, then by alert, name and webhook. The older ones of
  /// a group have been told before: on a lock screen, and where a receiver has room for a few only, the news must not stand behind them.
  public static func readsBefore(_ left: Alert, _ right: Alert) -> Bool {
    if left.isFiring != right.isFiring { return left.isFiring }
    if left.labels.severity != right.labels.severity { return left.labels.severity > right.labels.severity }
    if left.startsAt != right.startsAt { return left.startsAt > right.startsAt }
    let (leftNames, rightNames) = (
      [left.name.rawValue, left.labels.name, left.labels.webhook], [right.name.rawValue, right.labels.name, right.labels.webhook]
    )
    if leftNames != rightNames { return leftNames.lexicographicallyPrecedes(rightNames) }
    return left.fingerprint < right.fingerprint
  }
}

extension [Alert] {
  /// In the order in which people read them. Places are sorted, and each alert is moved once: it is larger than what it is compared by.
  var inReadingOrder: [Alert] {
    indices.sorted { Alert.readsBefore(self[$0], self[$1]) }.map { self[$0] }
  }
}
