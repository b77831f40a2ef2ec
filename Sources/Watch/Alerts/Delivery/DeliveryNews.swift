// What the alerts hear of the notifications on their way.

/// What became of a notification.
public enum DeliveryResult: String, CaseIterable, Sendable, Hashable {
  case delivered
  /// An answer that no later attempt would change.
  case rejected
  /// Older than the webhook's `maxAge`.
  case expired
  /// Pushed out of a full queue.
  case dropped
  /// A newer one took its place, or nothing in it was still to be said.
  case superseded

  /// Whether its receiver goes without it.
  public var isFailure: Bool { self == .rejected || self == .expired || self == .dropped }
}

/// News of a webhook's queue.
public enum DeliveryNews: Sendable, Hashable {
  /// A notification has left the queue; as it was last, that is as it was sent if it was.
  case result(DeliveryResult, Notification)
  /// An attempt has failed; words for a person, without secrets.
  case problem(webhook: String, String)
  /// Since when (our own clock) the oldest notification of a webhook waits; nil when none does.
  case waiting(webhook: String, since: Timestamp?)
}

/// News of what outlives the process.
public enum StoreNews: Sendable, Hashable {
  case writable
  /// It cannot be written; words for a person.
  case failing(String)
}
