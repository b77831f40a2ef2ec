// The queue of one webhook and group: at most one is on its way, and at most one waits behind it.

/// Which queue a notification stands in: those of one are delivered in order.
public struct LaneKey: Sendable, Hashable, Comparable {
  public var webhook: String
  public var group: GroupKey

  init(_ notification: Notification) {
    webhook = notification.webhook
    group = notification.group
  }

  public static func < (left: LaneKey, right: LaneKey) -> Bool { (left.webhook, left.group) < (right.webhook, right.group) }
}

/// The head, which is tried until it is over, and what is said next.
struct OutboxLane: Sendable {
  var head: OutboxEntry
  var next: OutboxEntry?
  /// An attempt is under way.
  var isInFlight = false

  /// When something is to be done about it by itself.
  var nextAttempt: Timestamp? { isInFlight ? nil : head.nextAttempt }
}
