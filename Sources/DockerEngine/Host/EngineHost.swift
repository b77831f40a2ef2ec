// Where an engine listens.

/// The address of a Docker Engine, as `unix://` and `tcp://` name it.
public enum EngineHost: Sendable, Hashable {
  case unix(path: String)
  /// An IPv6 address stands here without brackets; `tls` is nil for plain HTTP.
  case tcp(host: String, port: Int, tls: EngineTLS?)
}

extension EngineHost {
  /// The base of its URLs. AsyncHTTPClient takes a socket's path as the percent-encoded host of `http+unix`.
  var baseURL: String {
    switch self {
    case .unix(let path):
      "http+unix://" + percentEncoded(path)
    case .tcp(let host, let port, let tls):
      (tls == nil ? "http://" : "https://") + Self.bracketed(host) + ":\(port)"
    }
  }

  /// The `Host` header: an engine refuses a socket's path there (400 malformed Host header, live).
  var hostHeader: String {
    switch self {
    case .unix: "docker"
    case .tcp(let host, let port, _): Self.bracketed(host) + ":\(port)"
    }
  }

  private static func bracketed(_ host: String) -> String {
    host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
  }
}

extension EngineHost: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unix(let path): "unix://\(path)"
    case .tcp: "tcp://\(hostHeader)"
    }
  }
}
