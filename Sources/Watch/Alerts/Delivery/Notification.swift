// What one webhook is told of one group at one time.

/// Every firing alert of a group that the webhook is to know of, and those newly resolved.
public struct Notification: Sendable, Hashable, Codable {
  /// Rises with each notification: the order in which they were made.
  public var number: Int64
  /// The webhook's name.
  public var webhook: String
  public var group: GroupKey
  /// Firing ones first, each part the worst first.
  public var alerts: [Alert]
  /// When it was made, by our own clock.
  public var time: Timestamp

  public init(number: Int64, webhook: String, group: GroupKey, alerts: [Alert], time: Timestamp) {
    self.number = number
    self.webhook = webhook
    self.group = group
    self.alerts = alerts.inReadingOrder
    self.time = time
  }

  public enum Status: String, Sendable, Hashable {
    case firing, resolved
  }

  /// Firing while any of its alerts fires.
  public var status: Status { alerts.contains(where: \.isFiring) ? .firing : .resolved }

  public var firing: [Alert] { alerts.filter(\.isFiring) }
  public var resolved: [Alert] { alerts.filter { !$0.isFiring } }
}

// MARK: - In the queue

extension Notification {
  /// This notification in the place of an older one of the same webhook and group that still waits: it keeps the older one's resolutions.
  public func superseding(_ older: Notification) -> Notification {
    let own = Set(alerts.map(\.fingerprint))
    var result = self
    result.alerts = (alerts + older.resolved.filter { !own.contains($0.fingerprint) }).inReadingOrder
    return result
  }

  /// What is still to be said when its turn comes: a resolution only if its firing was delivered (`isTold`, see `AlertBook`). Nil if nothing is left, or
  /// nothing but what was told before: then it leaves the queue as `superseded`.
  public func droppingUntold(_ isTold: (Fingerprint) -> Bool) -> Notification? {
    var result = self
    result.alerts = alerts.filter { $0.isFiring || isTold($0.fingerprint) }
    let hasNews = result.alerts.count == alerts.count || result.alerts.contains { !$0.isFiring || !isTold($0.fingerprint) }
    return result.alerts.isEmpty || !hasNews ? nil : result
  }
}
