// One notification on its way to its webhook.

/// A queued notification: what it says, how it is sent once that is settled, and when it is tried next.
public struct OutboxEntry: Sendable, Hashable, Codable {
  public internal(set) var notification: Notification
  /// The header `webhook-id`: the same on every attempt, in this process and later ones.
  public let id: String
  /// Settled with the first attempt; nil before.
  public internal(set) var body: OutboxBody?
  /// Attempts that were made.
  public internal(set) var attempts = 0
  /// Not tried before then, by our own clock.
  public internal(set) var nextAttempt: Timestamp

  init(_ notification: Notification, id: String, at time: Timestamp) {
    self.notification = notification
    self.id = id
    nextAttempt = time
  }

  /// The same after our own clock was set by so much: as old as it was.
  public func moved(by jump: Int64) -> OutboxEntry {
    var moved = self
    moved.notification.time = notification.time.advanced(by: jump)
    moved.nextAttempt = nextAttempt.advanced(by: jump)
    return moved
  }

  /// The same in another process.
  func resumed() -> OutboxEntry {
    var resumed = self
    resumed.attempts = max(attempts.reckonable, 0)
    if let body { resumed.body?.delivered = min(max(body.delivered, 0), body.requests.count) }
    return resumed
  }

  public var number: Int64 { notification.number }
  public var webhook: String { notification.webhook }
}

/// What goes over the wire for one notification: one request, or for receivers that take one alert at a time several.
public struct OutboxBody: Sendable, Hashable, Codable {
  public var contentType: String
  /// The bodies of the requests, in order. Text, without secrets: those are put in when it is sent.
  public var requests: [String]
  /// How many of them were delivered.
  public var delivered = 0

  public init(contentType: String, requests: [String]) {
    self.contentType = contentType
    self.requests = requests
  }
}
