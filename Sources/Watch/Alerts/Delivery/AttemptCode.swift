// By what an attempt to deliver is counted.

/// The label `code` of `dogwatch_webhook_attempts_total`: the class of the answer, or why there was none.
public enum AttemptCode: String, CaseIterable, Sendable, Hashable {
  case success = "2xx"
  case redirection = "3xx"
  case clientError = "4xx"
  case serverError = "5xx"
  case timeout
  /// No answer for another reason: refused, reset, TLS, a name that does not resolve, or something that is no HTTP.
  case error
}
