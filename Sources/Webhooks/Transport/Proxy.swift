// A proxy between us and receivers.

/// An HTTP or SOCKS proxy, as the environment names it.
struct Proxy: Sendable, Hashable {
  enum Kind: Sendable, Hashable { case http, socks }

  var kind: Kind
  var host: String
  var port: Int
  /// `user:password`.
  var credentials: SecretText?

  /// Reads `http://user:password@host:port`, `host:port`, or `socks5://host:port`. Nil for what is none, or cannot be used (`https://`).
  init?(_ text: String) {
    let (kind, rest) = Self.kind(of: text)
    guard let kind, let url = try? ReceiverURL(parsing: "http://" + rest) else { return nil }
    self.kind = kind
    host = url.host
    port = url.writtenPort ?? (kind == .socks ? 1080 : 80)
    credentials = url.credentials
  }

  private static func kind(of text: String) -> (Kind?, Substring) {
    guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return (.http, text[...]) }
    let rest = text[colon...].dropFirst(3)
    switch text[..<colon].lowercased() {
    case "http": return (.http, rest)
    case "socks5", "socks5h", "socks": return (.socks, rest)
    default: return (nil, rest)
    }
  }
}
