// Where a running daemon is asked.

/// The address of a daemon's HTTP endpoint.
public struct DaemonAddress: Sendable, Hashable {
  public enum Endpoint: Sendable, Hashable {
    /// An IPv6 address stands here without brackets.
    case tcp(host: String, port: Int)
    case unix(path: String)
  }

  public var endpoint: Endpoint
  public var usesTLS: Bool

  public init(_ endpoint: Endpoint, usesTLS: Bool = false) {
    self.endpoint = endpoint
    self.usesTLS = usesTLS
  }

  /// What `--address` takes, for sentences.
  public static let allowed = "host:port, http://host:port, https://host:port or unix:///path"
  static let standardPort = 9377

  /// Reads what `--address` takes; nil for anything else. An IPv6 address stands in brackets, the port may be left out.
  public init?(_ text: String) {
    if text.hasPrefix("unix://") {
      let path = text.dropFirst("unix://".count)
      // unix(7): `sun_path` holds 108 bytes, the closing zero among them.
      guard path.hasPrefix("/"), path.count > 1, path.utf8.count <= 107, !path.utf8.contains(0) else { return nil }
      self.init(.unix(path: String(path)))
      return
    }
    let schemes = [("http://", false), ("https://", true)]
    let scheme = schemes.first { text.hasPrefix($0.0) }
    var rest = text.dropFirst(scheme?.0.count ?? 0)
    if scheme != nil, rest.hasSuffix("/") { rest.removeLast() }
    guard let (host, port) = Self.hostAndPort(rest) else { return nil }
    self.init(.tcp(host: host, port: port ?? Self.standardPort), usesTLS: scheme?.1 ?? false)
  }

  private static func hostAndPort(_ text: Substring) -> (host: String, port: Int?)? {
    var host = text.prefix { $0 != ":" }
    var rest = text.dropFirst(host.count)
    if text.hasPrefix("[") {
      guard let bracket = text.firstIndex(of: "]") else { return nil }
      host = text[..<bracket].dropFirst()
      rest = text[bracket...].dropFirst()
      guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
    } else {
      guard host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }) else { return nil }
    }
    guard !host.isEmpty else { return nil }
    if rest.isEmpty { return (String(host), nil) }
    let digits = rest.dropFirst()
    guard rest.hasPrefix(":"), digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = Int(digits), (1...65_535).contains(port) else {
      return nil
    }
    return (String(host), port)
  }
}

extension DaemonAddress {
  /// The base of its URLs. AsyncHTTPClient takes a socket's path as the percent-encoded host of `http+unix`.
  var baseURL: String {
    switch endpoint {
    case .tcp: "\(usesTLS ? "https" : "http")://\(authority)"
    case .unix(let path): "http+unix://\(PercentEncoding.encode(path))"
    }
  }

  /// The `Host` header: never a socket's path.
  var authority: String {
    switch endpoint {
    case .tcp(let host, let port): "\(host.contains(":") ? "[\(host)]" : host):\(port)"
    case .unix: "localhost"
    }
  }
}

extension DaemonAddress: CustomStringConvertible {
  public var description: String {
    switch endpoint {
    case .tcp: usesTLS ? "https://\(authority)" : authority
    case .unix(let path): "unix://\(path)"
    }
  }
}
