// Why a request got no answer, in words that give away neither path nor query.

/// What happened instead of an answer.
public enum RequestProblem: Error, Sendable, Hashable {
  case refused
  case nameNotResolved
  case connectTimedOut
  /// Connected, but no head of an answer within the limit.
  case unanswered
  /// Not answered for so long that its connection went to another request.
  case gaveWay
  case connectionLost
  /// Another answer of the system to connect(2), in its words.
  case unreachable(String)
  case certificateNotTrusted
  case certificateForAnotherName
  case tls(String)
  case notHTTP
  case proxy(String)
  case cancelled
  case other(String)

  /// Whether it is counted as `timeout` rather than `error`.
  var isTimeout: Bool { self == .connectTimedOut || self == .unanswered || self == .gaveWay }
}

extension RequestProblem {
  /// In a sentence, about the receiver at that place.
  public func words(origin: String, timeout: Duration) -> String {
    switch self {
    case .refused: "connection refused by \(origin)"
    case .nameNotResolved: "the name in \(origin) cannot be resolved. Check its spelling, and DNS"
    case .connectTimedOut: "no connection to \(origin) in time. Is it up, and no firewall between?"
    case .unanswered: "\(origin) did not answer within \(Self.words(timeout))"
    case .gaveWay: "\(origin) had not answered yet when the place was needed for others"
    case .connectionLost: "\(origin) closed the connection before it had answered"
    case .unreachable(let reason): "cannot connect to \(origin): \(reason)"
    case .certificateNotTrusted:
      "the certificate of \(origin) is not trusted: signed by an unknown authority, or expired. A private authority is set with tls.ca"
    case .certificateForAnotherName: "the certificate of \(origin) is for another name"
    case .tls(let reason): "TLS with \(origin) failed: \(reason)"
    case .notHTTP: "\(origin) answers, but not with HTTP"
    case .proxy(let reason): "no way to \(origin): \(reason)"
    case .cancelled: "given up"
    case .other(let reason): "the request to \(origin) failed: \(reason)"
    }
  }

  /// The same where a proxy stands between: that was called, not the receiver.
  var ofProxy: RequestProblem {
    switch self {
    case .refused: .proxy("connection refused by the proxy")
    case .nameNotResolved: .proxy("the proxy's name cannot be resolved")
    case .unreachable(let reason): .proxy("cannot connect to the proxy: \(reason)")
    default: self
    }
  }

  /// `10 s`, `0.5 s`.
  private static func words(_ timeout: Duration) -> String {
    let (seconds, attoseconds) = timeout.components
    return attoseconds == 0 ? "\(seconds) s" : "\(Double(seconds) + Double(attoseconds) / 1e18) s"
  }
}
