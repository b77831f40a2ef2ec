// What makes a receiver unusable before anything is sent.

/// Why no client can be made for a webhook.
public enum ReceiverError: Error, Sendable, Hashable, CustomStringConvertible {
  case unusableAuthorities(path: String, reason: String)
  case unusableProxy(variable: String)

  public var description: String {
    switch self {
    case .unusableAuthorities(let path, let reason): "tls.ca \(path): \(reason) (a PEM file with certificates)"
    case .unusableProxy(let variable): "\(variable) is no proxy that can be used (allowed: http://host:port, socks5://host:port)"
    }
  }
}
