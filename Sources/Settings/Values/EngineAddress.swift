// The form of `engine.host`; what it means is the DockerEngine room's.

/// An engine's address whose form has been checked.
struct EngineAddress {
  /// As it was written.
  let text: String
  var isSocket: Bool { text.hasPrefix("unix:") }

  static let allowed = "\"unix:///path\" or \"tcp://host:port\""

  init(parsing text: String) throws(Complaint) {
    self.text = text
    // Not repeated, as it may hold a password.
    guard isSocket || text.hasPrefix("ssh://") || !text.contains("@") else { throw Complaint("has a user part", Self.allowed) }
    if isSocket {
      _ = try socketPath(in: text, example: "unix:///run/docker.sock")
    } else if text.hasPrefix("tcp://") {
      var rest = text.dropFirst("tcp://".count)
      if rest.hasSuffix("/") { rest.removeLast() }
      let address = try HostAndPort(rest, ports: 1...65_535, allowed: Self.allowed)
      guard !address.host.isEmpty else { throw Complaint("\(quoted(text)) has no host", Self.allowed) }
    } else {
      throw Self.complaint(about: text)
    }
  }

  private static func complaint(about text: String) -> Complaint {
    if text.hasPrefix("/") { return Complaint("\(quoted(text)) has no scheme", "write \(quoted("unix://" + text))") }
    for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
      let address = "tcp://" + text.dropFirst(scheme.count)
      return Complaint(
        "\(quoted(scheme)) is not how engines are named", "write \(quoted(address))\(scheme == "https://" ? " and engine.tls" : "")")
    }
    if text.hasPrefix("ssh://") { return Complaint("an engine behind ssh is not supported", allowed) }
    guard text.contains("://") else { return Complaint("\(quoted(text)) has no scheme", allowed) }
    return Complaint("\(quoted(text)) has an unknown scheme", allowed)
  }
}
