// The pieces that addresses are made of.

/// `host`, `host:port`, `[IPv6]` or `[IPv6]:port`.
struct HostAndPort {
  /// Without brackets; may be empty.
  let host: String
  let port: Int?

  init(_ text: Substring, ports: ClosedRange<Int>, allowed: String) throws(Complaint) {
    let (host, port) = try Self.split(text, allowed)
    self.host = String(host)
    guard let port else {
      self.port = nil
      return
    }
    guard !port.isEmpty, port.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 }) else {
      throw Complaint("\(quoted(port)) is no port", "a number from \(ports.lowerBound) to \(ports.upperBound)")
    }
    guard let number = Int(port), ports.contains(number) else {
      throw Complaint("port \(port) is out of range", "\(ports.lowerBound) to \(ports.upperBound)")
    }
    self.port = number
  }

  private static func split(_ text: Substring, _ allowed: String) throws(Complaint) -> (host: Substring, port: Substring?) {
    guard text.hasPrefix("[") else {
      let host = text.prefix { $0 != ":" }
      let port = text.dropFirst(host.count + 1)
      guard !port.contains(":") else { throw Complaint("\(quoted(text)) is an IPv6 address without brackets", "such as \"[::1]:9377\"") }
      guard host.utf8.allSatisfy(isHostByte) else { throw Complaint("\(quoted(host)) is no host", allowed) }
      return (host, host.count < text.count ? port : nil)
    }
    guard let bracket = text.firstIndex(of: "]") else { throw Complaint("\(quoted(text)) lacks the closing bracket", allowed) }
    let host = text[..<bracket].dropFirst()
    let rest = text[text.index(after: bracket)...]
    guard isIPv6(host) else { throw Complaint("\(quoted(host)) is no IPv6 address", allowed) }
    if rest.isEmpty { return (host, nil) }
    guard rest.hasPrefix(":") else { throw Complaint("\(quoted(text)) has something between bracket and port", allowed) }
    return (host, rest.dropFirst())
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") <= 9 || (byte | 0x20) &- UInt8(ascii: "a") < 26 || "-._".utf8.contains(byte)
  }

  /// Digits and separators, or a zone after them (`fe80::1%eth0`, RFC 4007).
  private static func isIPv6(_ text: Substring) -> Bool {
    let address = text.prefix { $0 != "%" }
    return address.contains(":") && address.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
  }
}

/// The path of `unix:///path`; unix(7): `sun_path` holds 108 bytes, the closing zero among them.
func socketPath(in text: String, example: String) throws(Complaint) -> String {
  guard text.hasPrefix("unix:///"), text != "unix:///" else {
    throw Complaint("\(quoted(text)) has no absolute path", "such as \(quoted(example))")
  }
  let path = text.dropFirst("unix://".count)
  guard path.utf8.count <= 107, !path.utf8.contains(0) else { throw Complaint("the path is too long for a socket", "at most 107 bytes") }
  return String(path)
}
