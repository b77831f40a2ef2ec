// A notification on its way: the head of one queue.

public import Watch

/// What is to be delivered next to one webhook and group. Everything in it is fixed before the first attempt.
public struct Delivery: Sendable, Hashable {
  /// The notification's number.
  public var number: Int64
  /// `webhook-id`: the same on every attempt, and after a restart.
  public var id: String
  /// When the notification was made, by our own clock.
  public var createdAt: Timestamp
  public var bodies: [RequestBody]
  public var attempts: DeliveryAttempts
  /// Not before this time (our own clock), when an earlier attempt failed.
  public var notBefore: Timestamp?
  /// `createdAt` by the monotonic clock, as it was when the courier took it in: a clock that is set later makes nothing older or younger.
  var createdUptime: Uptime?

  public init(
    number: Int64, id: String, createdAt: Timestamp, bodies: [RequestBody], attempts: DeliveryAttempts = DeliveryAttempts(),
    notBefore: Timestamp? = nil
  ) {
    self.number = number
    self.id = id
    self.createdAt = createdAt
    self.bodies = bodies
    self.attempts = attempts
    self.notBefore = notBefore
  }

  /// The `webhook-id` of one of its requests: a receiver that drops repeats must not drop the second of several bodies.
  func requestID(_ index: Int) -> String {
    bodies.count == 1 ? id : "\(id)-\(index + 1)"
  }
}
