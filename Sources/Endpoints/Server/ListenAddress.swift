// Where the daemon listens.

import HummingbirdCore

/// An address to listen on.
public enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
  /// A host's name or address (IPv6 without brackets) and a port; 0 picks a free one.
  case tcp(host: String, port: Int)
  /// The path of a Unix socket.
  case unix(path: String)

  /// As `http.listen` writes it: `127.0.0.1:9377`, `[::1]:9377`, `unix:///run/dogwatch.sock`.
  public var description: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): "unix://\(path)"
    }
  }

  var bindAddress: BindAddress {
    switch self {
    case .tcp(let host, let port): .hostname(host, port: port)
    case .unix(let path): .unixDomainSocket(path: path)
    }
  }
}
