// Hosts as people write them, in a configuration or in `DOCKER_HOST`.

extension EngineHost {
  /// Reads `unix:///path` or `tcp://host[:port]`. Without a port: 2376 with TLS, else 2375 (docker's opts/hosts.go).
  public init(parsing text: String, tls: EngineTLS? = nil) throws(EngineError) {
    func unusable(_ problem: EngineError.HostProblem) -> EngineError {
      EngineError(.unusableHost(text: text, problem))
    }
    guard let separator = Self.range(of: "://", in: text) else {
      throw unusable(text.hasPrefix("/") ? .schemeMissing(suggestion: "unix://" + text) : .schemeMissing(suggestion: "tcp://" + text))
    }
    let scheme = text[..<separator.lowerBound]
    let rest = text[separator.upperBound...]
    switch scheme {
    case "unix":
      guard rest.hasPrefix("/"), rest.utf8.count > 1 else { throw unusable(.pathNotAbsolute) }
      guard rest.utf8.count <= Self.maximumSocketPathLength, !rest.utf8.contains(0) else { throw unusable(.pathTooLong) }
      self = .unix(path: String(rest))
    case "tcp":
      guard let (host, port) = Self.hostAndPort(rest, defaultPort: tls == nil ? 2375 : 2376) else { throw unusable(.malformedAddress) }
      self = .tcp(host: host, port: port, tls: tls)
    default:
      throw unusable(.unsupportedScheme(String(scheme)))
    }
  }

  /// unix(7): `sun_path` holds 108 bytes, the closing zero among them.
  private static let maximumSocketPathLength = 107

  private static func hostAndPort(_ text: Substring, defaultPort: Int) -> (host: String, port: Int)? {
    var host = text
    if host.hasSuffix("/") { host.removeLast() }
    var portText: Substring?
    if host.hasPrefix("[") {
      guard let bracket = host.firstIndex(of: "]") else { return nil }
      let after = host[host.index(after: bracket)...]
      guard after.isEmpty || after.hasPrefix(":") else { return nil }
      portText = after.isEmpty ? nil : after.dropFirst()
      host = host[..<bracket].dropFirst()
      guard host.utf8.allSatisfy(isPartOfIPv6) else { return nil }
    } else if let colon = host.firstIndex(of: ":") {
      portText = host[host.index(after: colon)...]
      host = host[..<colon]
    }
    guard !host.isEmpty, !host.utf8.contains(where: isForbiddenInHost) || text.hasPrefix("[") else { return nil }
    guard let portText else { return (String(host), defaultPort) }
    guard let port = Int(portText), (1...65535).contains(port), portText.utf8.first != UInt8(ascii: "+") else { return nil }
    return (String(host), port)
  }

  private static func isPartOfIPv6(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }

  private static func isForbiddenInHost(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte >= 0x7F || "/\\?#@%[]\"<>".utf8.contains(byte)
  }

  /// Where a piece of ASCII begins and ends.
  private static func range(of piece: String, in text: String) -> Range<String.Index>? {
    var start = text.startIndex
    while start < text.endIndex {
      if text[start...].hasPrefix(piece) { return start..<text.index(start, offsetBy: piece.count) }
      start = text.index(after: start)
    }
    return nil
  }
}
