// What is to be written down of the queue.

/// Entries as they are now, and the numbers of those that are gone.
public struct OutboxChanges: Sendable, Hashable {
  public var written: [OutboxEntry]
  public var removed: [Int64]

  public init(written: [OutboxEntry] = [], removed: [Int64] = []) {
    self.written = written
    self.removed = removed
  }

  public var isEmpty: Bool { written.isEmpty && removed.isEmpty }
}

/// A notification that left the queue, and why.
public struct Departure: Sendable, Hashable {
  public var result: DeliveryResult
  public var notification: Notification
}

/// What came of an attempt.
public enum AttemptOutcome: Sendable, Hashable {
  case delivered
  /// An answer that no later attempt would change.
  case rejected
  /// Tried again then, by our own clock.
  case retry(at: Timestamp)
}
