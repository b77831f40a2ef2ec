// The one place that turns errors into words: what is wrong, and what to do.

extension EngineError: CustomStringConvertible {
  public var description: String {
    let place = host.map { "\($0)" } ?? "the engine"
    let asking = request.map { "\($0): " } ?? ""
    switch problem {
    case .noSocketFound(let tried):
      return "no Docker Engine found: tried \(tried.joined(separator: ", ")). Is Docker installed and running? "
        + "(systemctl start docker; for an engine elsewhere set engine.host or DOCKER_HOST)"
    case .unusableHost(let text, let problem):
      return "engine host \"\(printableExcerpt(of: text.utf8))\": \(problem)"
    case .unusableTLSFile(let path, let reason):
      return "TLS file \(path): \(reason)"

    case .socketMissing:
      return "\(place) does not exist. Is Docker installed and running? (systemctl start docker)"
    case .permissionDenied:
      return "permission denied at \(place). Run as a member of its group (usermod -aG docker USER, then log in again; "
        + "SupplementaryGroups=docker in a systemd unit) or as root"
    case .refused:
      return host.isSocket
        ? "\(place) is there, but nobody listens: the engine is down. (systemctl start docker)"
        : "connection refused by \(place). Does the engine run, and listen on this port? (dockerd -H)"
    case .nameNotResolved:
      return "the name in \(place) cannot be resolved. Check its spelling, and DNS"
    case .connectTimedOut(let limit):
      return "no connection to \(place) within \(limit.words). Is the machine up, and no firewall between?"
    case .unreachable(let reason):
      return "cannot connect to \(place): \(reason)"
    case .tls(let problem):
      return "TLS with \(place) failed: \(problem)"

    case .unanswered(let limit):
      return "\(asking)\(place) accepts connections but did not answer within \(limit.words). "
        + "The engine is starting, stopping, overloaded or hung (systemctl status docker)"
    case .connectionLost(let reason):
      return "\(asking)connection to \(place) lost: \(reason)"
    case .gateway(let status):
      return "\(asking)a proxy at \(place) answers \(status): it does not reach the engine"
    case .tlsWanted:
      return "\(place) wants TLS. Set engine.tls, or DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH"
    case .filtered(let missingSwitch):
      let remedy = missingSwitch.map { "set \($0)=1 in its environment" } ?? "allow this request"
      return "\(asking)denied by a proxy at \(place) (403). For docker-socket-proxy: \(remedy)"
    case .apiTooOld(let newest):
      return "the engine at \(place) is too old: it speaks API versions up to \(newest), Dogwatch \(Self.ourVersions). "
        + "Docker 20.10 or newer is needed"
    case .apiTooNew(let oldest):
      let theirs = oldest.map { "API versions from \($0)" } ?? "newer API versions"
      return "the engine at \(place) is too new: it speaks \(theirs), Dogwatch \(Self.ourVersions). A newer Dogwatch is needed"
    case .notAnEngine(let what):
      return "\(asking)something answers at \(place), but it is not a Docker Engine: \(what)"
    case .missing:
      return "\(asking)not there"
    case .refusedByEngine(let status, let message):
      return "\(asking)\(place) answers \(status)" + (message.isEmpty ? "" : ": \(message)")
    case .unreadable(let reason):
      return "\(asking)the answer of \(place) cannot be read: \(reason)"
    case .tooLarge(let limit):
      return "\(asking)the answer of \(place) is longer than \(limit) bytes"
    case .cancelled:
      return "\(asking)cancelled"
    }
  }

  private static var ourVersions: String {
    "\(APIVersion.supported.lowerBound) to \(APIVersion.supported.upperBound)"
  }
}

extension EngineError.HostProblem: CustomStringConvertible {
  private static let allowed = "allowed: unix:///path/to/socket, tcp://host:port"

  public var description: String {
    switch self {
    case .unsupportedScheme("ssh"):
      "ssh:// is not supported (\(Self.allowed)); forward the socket (ssh -L /run/remote.sock:/var/run/docker.sock HOST) and watch that"
    case .unsupportedScheme(let scheme): "\(printableExcerpt(of: scheme.utf8, limit: 20)):// is not supported (\(Self.allowed))"
    case .schemeMissing(let suggestion): "did you mean \"\(printableExcerpt(of: suggestion.utf8))\"? (\(Self.allowed))"
    case .pathNotAbsolute: "the path must begin with a slash (unix:///path/to/socket)"
    case .pathTooLong: "the path is too long for a socket (at most 107 bytes)"
    case .malformedAddress: "not a host and port (tcp://host:port, tcp://[::1]:port)"
    }
  }
}

extension EngineError.TLSProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notSpoken: "this port speaks plain HTTP. Leave out engine.tls (and DOCKER_CERT_PATH, DOCKER_TLS_VERIFY), or use the TLS port"
    case .clientCertificateRequired: "the engine wants a client certificate. Set engine.tls.cert and engine.tls.key, or DOCKER_CERT_PATH"
    case .clientCertificateRejected(let reason):
      "the engine does not accept our client certificate (\(reason)). Is it signed by the engine's CA?"
    case .clientCertificateExpired: "our client certificate has expired. Renew it"
    case .engineCertificateNotTrusted:
      "the engine's certificate is not trusted: signed by another CA, or expired. Check engine.tls.ca (ca.pem), and the certificate's dates"
    case .engineCertificateForAnotherName: "the engine's certificate is for another name. Use a name or address that it lists"
    case .other(let reason): reason
    }
  }
}

extension EngineHost? {
  fileprivate var isSocket: Bool {
    if case .unix = self { true } else { false }
  }
}

extension Duration {
  /// `5 s`, `0.5 s`.
  var words: String {
    let (seconds, attoseconds) = components
    let milliseconds = attoseconds / 1_000_000_000_000_000
    return milliseconds == 0 ? "\(seconds) s" : "\(Double(seconds) + Double(milliseconds) / 1000) s"
  }
}
