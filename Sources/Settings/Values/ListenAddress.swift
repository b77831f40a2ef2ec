// Where the daemon's own HTTP listens.

/// An address to listen on.
public enum ListenAddress: Sendable, Hashable {
  /// An IPv6 address stands here without brackets; port 0 lets the system pick one.
  case tcp(host: String, port: Int)
  case unix(path: String)

  static let allowed = "\"host:port\", \"[::1]:port\" or \"unix:///path\""

  /// Reads `host:port`, `[::1]:port` or `unix:///path`.
  init(parsing text: String) throws(Complaint) {
    if text.hasPrefix("unix:") {
      self = .unix(path: try socketPath(in: text, example: "unix:///run/dogwatch.sock"))
      return
    }
    // Not repeated, as it may hold a password.
    guard !text.contains("@") else { throw Complaint("has a user part", Self.allowed) }
    guard !text.contains("://") else { throw Complaint("\(quoted(text)) is no address to listen on", Self.allowed) }
    let address = try HostAndPort(text[...], ports: 0...65_535, allowed: Self.allowed)
    if let port = Int(text) ?? address.port, address.host.isEmpty || address.port == nil {
      throw Complaint(
        "\(quoted(text)) has no host", "\"127.0.0.1:\(port)\" for this machine only, \"0.0.0.0:\(port)\" or \"[::]:\(port)\" for all")
    }
    guard let port = address.port else { throw Complaint("\(quoted(text)) has no port", "such as \(quoted(text + ":9377"))") }
    self = .tcp(host: address.host, port: port)
  }
}

extension ListenAddress {
  /// Whether what passes there stays on this machine.
  var isLocal: Bool {
    switch self {
    case .unix: true
    case .tcp(let host, _): host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
  }
}

extension ListenAddress: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): "unix://\(path)"
    }
  }
}
