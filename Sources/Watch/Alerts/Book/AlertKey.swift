// What an alert is kept under: which alert, and about whom.

/// An alert's place in the book. Unlike the fingerprint it does not hang on the host's name, which may be learned late.
struct AlertKey: Sendable, Hashable, Comparable {
  var name: AlertName
  /// The container's or the webhook's name; empty for the engine and the store.
  var subject: String

  static func < (left: AlertKey, right: AlertKey) -> Bool {
    (left.name.rawValue, left.subject) < (right.name.rawValue, right.subject)
  }
}

/// An alert that fires, or that has resolved while those who were told are still to know.
struct AlertEntry: Sendable {
  var alert: Alert
  /// When it resolves by itself.
  var dueAt: Uptime?
  var resolvedAt: Uptime?

  var isFiring: Bool { resolvedAt == nil }
}

/// Something that holds, but not for long enough yet.
struct PendingAlert: Sendable {
  var alert: Alert
  var firesAt: Uptime
}
