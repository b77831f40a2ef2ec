// Everything that can go wrong between us and an engine.

/// Why an engine could not be found, reached or understood; `description` says it with what to do.
public struct EngineError: Error, Sendable, Hashable {
  public var problem: Problem
  /// Where the engine should be, once that is known.
  public var host: EngineHost?
  /// What was asked, such as `GET /events`.
  public var request: String?

  init(_ problem: Problem, host: EngineHost? = nil, request: String? = nil) {
    self.problem = problem
    self.host = host
    self.request = request
  }

  public enum Problem: Sendable, Hashable {
    // Finding
    case noSocketFound(tried: [String])
    case unusableHost(text: String, HostProblem)
    case unusableTLSFile(path: String, reason: String)

    // Connecting
    case socketMissing
    case permissionDenied
    case refused
    case nameNotResolved
    /// No connection within the limit.
    case connectTimedOut(Duration)
    /// Another answer of the system to connect(2), in its words.
    case unreachable(String)
    case tls(TLSProblem)

    // Asking
    /// Connected, and no whole answer within the limit.
    case unanswered(Duration)
    /// Reset, or closed in the middle of an answer.
    case connectionLost(String)
    /// 502, 503 or 504 of something between us and the engine.
    case gateway(status: Int)
    /// Plain HTTP was spoken to a port that wants TLS.
    case tlsWanted
    /// 403 of a filtering proxy; the switch that would allow the request.
    case filtered(missingSwitch: String?)
    /// The engine's newest version is older than all we speak.
    case apiTooOld(engineNewest: APIVersion)
    /// The engine's oldest version is newer than all we speak.
    case apiTooNew(engineOldest: APIVersion?)
    /// Something answers, but no Docker Engine.
    case notAnEngine(String)
    /// 404 for something asked by its name.
    case missing
    /// Another status, with the engine's own words.
    case refusedByEngine(status: Int, message: String)
    /// An answer that cannot be read.
    case unreadable(String)
    case tooLarge(limit: Int)
    /// The task that asked was cancelled.
    case cancelled
  }

  /// What is wrong with a host as it is written.
  public enum HostProblem: Sendable, Hashable {
    case unsupportedScheme(String)
    case schemeMissing(suggestion: String)
    case pathNotAbsolute
    case pathTooLong
    case malformedAddress
  }

  /// How TLS failed, as far as NIOSSL's words tell.
  public enum TLSProblem: Sendable, Hashable {
    /// The other side does not speak TLS.
    case notSpoken
    case clientCertificateRequired
    case clientCertificateRejected(String)
    case clientCertificateExpired
    case engineCertificateNotTrusted
    case engineCertificateForAnotherName
    case other(String)
  }
}

extension EngineError {
  /// Refused, reset, or no answer in time: what requests meet while an engine goes down or is not there.
  public var isUnanswered: Bool {
    switch problem {
    case .socketMissing, .refused, .connectTimedOut, .unreachable, .unanswered, .connectionLost, .gateway, .nameNotResolved: true
    default: false
    }
  }
}
