// Which receivers are reached through a proxy: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, as curl and Go read them.

/// The environment's wishes about proxies.
public struct ProxyRules: Sendable, Hashable {
  private let secure: String?
  private let plain: String?
  private let exceptions: [Exception]

  /// No proxy for anything.
  public static let none = ProxyRules(environment: [:])

  public init(environment: [String: String]) {
    func value(_ name: String) -> String? {
      [environment[name], environment[name.lowercased()]].compactMap(\.self).first { !$0.isEmpty }
    }
    secure = value("HTTPS_PROXY")
    plain = value("HTTP_PROXY")
    exceptions = (value("NO_PROXY") ?? "").split { $0 == "," || $0.isWhitespace }.map { Exception($0) }
  }

  /// The proxy on the way to a receiver; nil: none. This machine itself is never reached through one.
  func proxy(for url: ReceiverURL) throws(ReceiverError) -> Proxy? {
    guard let text = url.isTLS ? secure : plain, !isDirect(url) else { return nil }
    guard let proxy = Proxy(text) else { throw .unusableProxy(variable: url.isTLS ? "HTTPS_PROXY" : "HTTP_PROXY") }
    return proxy
  }

  private func isDirect(_ url: ReceiverURL) -> Bool {
    let host = url.host.lowercased()
    if host == "localhost" || host.hasSuffix(".localhost") { return true }
    let address = IPAddress(host)
    if let address, address.isLoopback { return true }
    return exceptions.contains { $0.matches(host: host, address: address, port: url.port) }
  }

  /// One entry of `NO_PROXY`.
  private struct Exception: Sendable, Hashable {
    private enum Hosts: Sendable, Hashable {
      case all
      /// A name, and every name under it; with a leading dot those under it alone.
      case domain(String, isItselfMeant: Bool)
      case network(IPAddress, prefix: Int)
    }

    private let hosts: Hosts
    private let port: Int?

    init(_ text: Substring) {
      var text = text.lowercased()[...]
      var port: Int?
      let isBareIPv6 = IPAddress(String(text))?.isIPv6 == true
      if !isBareIPv6, let colon = text.lastIndex(of: ":"), let number = Int(text[colon...].dropFirst()) {
        port = number
        text = text[..<colon]
      }
      if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
      self.port = port
      hosts = Self.hosts(String(text))
    }

    private static func hosts(_ text: String) -> Hosts {
      if text == "*" { return .all }
      let parts = text.split(separator: "/", maxSplits: 1)
      if let address = parts.first.flatMap({ IPAddress(String($0)) }) {
        return .network(address, prefix: parts.count == 2 ? Int(parts[1]) ?? address.bytes.count * 8 : address.bytes.count * 8)
      }
      if text.hasPrefix("*.") { return .domain(String(text.dropFirst(2)), isItselfMeant: false) }
      if text.hasPrefix(".") { return .domain(String(text.dropFirst()), isItselfMeant: false) }
      return .domain(text, isItselfMeant: true)
    }

    func matches(host: String, address: IPAddress?, port: Int) -> Bool {
      guard self.port == nil || self.port == port else { return false }
      switch hosts {
      case .all: return true
      case .domain(let domain, let isItselfMeant): return isItselfMeant && host == domain || host.hasSuffix("." + domain)
      case .network(let network, let prefix): return address?.isWithin(network, prefix: prefix) == true
      }
    }
  }
}
