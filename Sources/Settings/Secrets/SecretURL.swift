// An address whose path, query and user part are as good as a password.

/// An `http` or `https` URL of which only scheme, host and port are ever shown.
public struct SecretURL: Sendable, Hashable {
  /// `https://host` or `https://host:port`: what may be shown.
  public let origin: String
  private let whole: Secret

  /// Whether its path says more than the root.
  var hasPath: Bool {
    let rest = revealed.split(separator: "://", maxSplits: 1).last ?? ""
    let path = rest.drop { !"/?#".contains($0) }.prefix { !"?#".contains($0) }
    return path.contains { $0 != "/" }
  }

  static let allowed = "such as \"https://hooks.example.com/…\""

  /// The whole URL: for where it is called, and nowhere else.
  public var revealed: String { whole.revealed }

  /// Checks the form; no complaint repeats any of the text.
  init(parsing text: String, allowed: String = SecretURL.allowed) throws(Complaint) {
    guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F && !"\"<>\\^`{|}".unicodeScalars.contains($0) }) else {
      throw Complaint("not a URL: it has a space, a line break or another character in it that must be percent-encoded", allowed)
    }
    guard let scheme = ["https://", "http://"].first(where: text.lowercased().hasPrefix) else {
      throw Complaint("not an http or https URL", allowed)
    }
    let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    guard !host.isEmpty, host.first != ":" else { throw Complaint("not a URL: it has no host", allowed) }
    do throws(Complaint) {
      _ = try HostAndPort(host, ports: 1...65_535, allowed: allowed)
    } catch {
      throw Complaint("not a URL: its host or port cannot be right", allowed)
    }
    origin = scheme + host.lowercased()
    whole = Secret(text)
  }
}

extension SecretURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { origin + "/(secret)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
