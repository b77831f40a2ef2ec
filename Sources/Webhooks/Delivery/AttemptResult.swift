// What became of an attempt: what the daemon counts, keeps and logs.

public import Watch

/// An attempt to deliver a notification, with the requests it took.
public struct AttemptResult: Sendable, Hashable {
  public var webhook: String
  public var number: Int64
  public var outcome: Outcome
  /// In order; one, but for formats with a request for each alert.
  public var requests: [RequestResult]
  /// To be kept with the delivery when it is to be tried again.
  public var attempts: DeliveryAttempts
  /// For the log: what the receiver said, or what happened instead; nil when all went well.
  public var problem: String?

  public enum Outcome: Sendable, Hashable {
    case delivered
    case rejected
    /// Will be tried again then, by our own clock; not a promise to try no earlier when that clock is moved.
    case retry(at: Timestamp)
  }
}

/// One request as `dogwatch_webhook_attempts_total` and `dogwatch_webhook_duration_seconds` count it.
public struct RequestResult: Sendable, Hashable {
  public var code: AttemptCode
  public var nanoseconds: Int64

  public var seconds: Double { Double(nanoseconds) / 1e9 }
}

extension AttemptCode {
  init(status: Int) {
    switch status / 100 {
    case 2: self = .success
    case 3: self = .redirection
    case 4: self = .clientError
    case 5: self = .serverError
    default: self = .error
    }
  }
}
