// Everything that can go wrong between a command and a daemon, and the one place that puts it into words.

/// Why a daemon could not be asked; `description` says it with what to do.
public struct DaemonError: Error, Sendable, Hashable {
  public var problem: Problem
  public var access: DaemonAccess

  init(_ problem: Problem, _ access: DaemonAccess) {
    self.problem = problem
    self.access = access
  }

  public enum Problem: Sendable, Hashable {
    // Out of reach
    case nobodyListens
    case socketMissing
    case nameNotResolved
    /// No answer within so many seconds.
    case unanswered(seconds: Int)
    case unreachable(String)
    case connectionLost

    // Not let in
    case permissionDenied
    case tokenWanted
    case certificateNotTrusted
    case certificateForAnotherName
    case clientCertificateWanted
    case tls(String)
    case unreadableFile(path: String, reason: String)

    // Not understood
    case notFound(String)
    /// The daemon refuses what was asked, in its own words.
    case badRequest(String)
    case refused(status: Int, String)
    case notDogwatch(String)
  }

  /// Whether no daemon answers there (EX_UNAVAILABLE).
  public var isOutOfReach: Bool {
    switch problem {
    case .nobodyListens, .socketMissing, .nameNotResolved, .unanswered, .unreachable, .connectionLost: true
    default: false
    }
  }
}

extension DaemonError: CustomStringConvertible {
  public var description: String {
    let address = access.address
    switch problem {
    case .nobodyListens:
      return "no dogwatch listens at \(address). Is it running? (systemctl status dogwatch; elsewhere: --address or --config)"
    case .socketMissing:
      return "\(address) does not exist. Is dogwatch running? (systemctl status dogwatch; elsewhere: --address or --config)"
    case .nameNotResolved: return "the name in \(address) cannot be resolved"
    case .unanswered(let seconds): return "no answer from \(address) within \(seconds) s"
    case .unreachable(let reason): return "cannot connect to \(address): \(reason)"
    case .connectionLost: return "the connection to \(address) broke in the middle of an answer"

    case .permissionDenied: return "permission denied at \(address): only its owner and group may connect"
    case .tokenWanted:
      switch access.token {
      case .file(let path):
        return "dogwatch at \(address) does not accept the token in \(path) (401): is it the right file for --token-file?"
      case .known: return "dogwatch at \(address) does not accept the token of the configuration (401): name another file with --token-file"
      case nil: return "dogwatch at \(address) wants a bearer token (401): name the file that holds it with --token-file"
      }
    case .certificateNotTrusted:
      return "the certificate of \(address) is not trusted: signed by an unknown authority, or expired"
        + (access.ca.map { " (trusted is \($0))" } ?? " (name a private authority with --ca)")
    case .certificateForAnotherName:
      return "the certificate of \(address) is for another name: use a name or address that it lists"
    case .clientCertificateWanted:
      return "dogwatch at \(address) wants a client certificate, which this command cannot show: ask it over a Unix socket"
    case .tls(let reason): return "TLS with \(address) failed: \(reason)"
    case .unreadableFile(let path, let reason): return "\(path): \(reason)"

    case .notFound(let message), .badRequest(let message): return message
    case .refused(let status, let message): return "dogwatch at \(address) answers \(status)" + (message.isEmpty ? "" : ": \(message)")
    case .notDogwatch(let reason): return "something answers at \(address), but it is not dogwatch: \(reason)"
    }
  }
}
