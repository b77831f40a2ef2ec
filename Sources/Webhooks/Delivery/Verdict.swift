// What an answer, or its absence, means for a delivery.

/// What to do after one request.
public enum Verdict: Sendable, Hashable {
  case accepted
  /// No later attempt would change the answer.
  case rejected
  /// To be tried again, not before that many nanoseconds if the receiver has said so.
  case retriable(after: Int64?)
}

extension Verdict {
  /// Statuses by which a receiver says that it will never take this.
  static let finalStatuses: Set<Int> = [400, 401, 403, 405, 410, 413, 415, 422]

  init(status: Int, retryAfter: Int64? = nil) {
    switch status {
    case 200..<300: self = .accepted
    case _ where Self.finalStatuses.contains(status): self = .rejected
    default: self = .retriable(after: retryAfter)
    }
  }
}
