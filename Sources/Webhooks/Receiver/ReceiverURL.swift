// Where a webhook goes: of its URL only scheme, host and port may be shown.

/// An `http` or `https` URL; its user part, path and query are secrets.
public struct ReceiverURL: Sendable, Hashable {
  public let isTLS: Bool
  /// A name or an address; IPv6 without brackets.
  public let host: String
  /// As it was written, if it was.
  public let writtenPort: Int?
  /// Path and query, percent-encoded, beginning with a slash.
  let target: SecretText
  /// `user:password`, decoded.
  let credentials: SecretText?

  /// Reads a URL; a fragment is left out.
  public init(parsing text: String) throws(ReceiverURLError) {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    guard let colon = rest.firstIndex(of: ":"), rest[colon...].hasPrefix("://") else { throw .schemeMissing }
    switch rest[..<colon].lowercased() {
    case "https": isTLS = true
    case "http": isTLS = false
    default: throw .unsupportedScheme
    }
    rest = rest[colon...].dropFirst(3)
    let target = rest.drop { !"/?#".contains($0) }
    var authority = rest[..<target.startIndex]
    if let at = authority.lastIndex(of: "@") {
      credentials = SecretText(String(decoding: percentDecoded(authority[..<at]), as: UTF8.self))
      authority = authority[at...].dropFirst()
    } else {
      credentials = nil
    }
    (host, writtenPort) = try Self.hostAndPort(authority)
    let shown = target.prefix { $0 != "#" }
    self.target = SecretText(Self.encoded(shown.hasPrefix("/") ? shown : "/" + shown))
  }

  public var port: Int { writtenPort ?? (isTLS ? 443 : 80) }

  private init(_ url: ReceiverURL, target: String) {
    isTLS = url.isTLS
    host = url.host
    writtenPort = url.writtenPort
    credentials = url.credentials
    self.target = SecretText(target)
  }

  private static func hostAndPort(_ authority: Substring) throws(ReceiverURLError) -> (String, Int?) {
    var host = authority
    var port: Substring?
    if authority.hasPrefix("[") {
      guard let bracket = authority.firstIndex(of: "]") else { throw .malformedHost }
      host = authority[..<bracket].dropFirst()
      let after = authority[bracket...].dropFirst()
      guard after.isEmpty || after.hasPrefix(":"), host.utf8.allSatisfy({ isHexadecimal($0) || ":.".utf8.contains($0) }) else {
        throw .malformedHost
      }
      port = after.isEmpty ? nil : after.dropFirst()
    } else if let colon = authority.firstIndex(of: ":") {
      host = authority[..<colon]
      port = authority[colon...].dropFirst()
    }
    guard !host.isEmpty, host.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"/\\?#@%[]\"<>^`{|}".utf8.contains($0) }) else {
      throw .malformedHost
    }
    guard let port else { return (String(host), nil) }
    guard let number = Int(port), (1...65535).contains(number), port.utf8.allSatisfy({ $0 &- 0x30 <= 9 }) else { throw .malformedPort }
    return (String(host), number)
  }

  /// What may not stand in a URL as it is (RFC 3986) percent-encoded; what is encoded already stays.
  private static func encoded(_ text: Substring) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      let isAllowed = (0x21...0x7E).contains(byte) && !"\"<>\\^`{|}".utf8.contains(byte)
      bytes += isAllowed ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

// MARK: - What is sent where

extension ReceiverURL {
  /// `https://host:port`, the only part that may be shown.
  public var origin: String {
    let host = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    return (isTLS ? "https://" : "http://") + host + (writtenPort.map { ":\($0)" } ?? "")
  }

  /// The whole, without the user part, for the client alone.
  var requestURL: String { origin + target.text }

  /// The value of `Authorization` that the user part stands for (RFC 7617).
  var authorization: String? { credentials.map { "Basic " + Base64.encoded($0.text.utf8) } }

  /// The last part of the path, decoded: ntfy's topic.
  var lastPathPart: String {
    let path = target.text.prefix { $0 != "?" }
    return String(decoding: percentDecoded(path.split(separator: "/").last ?? ""), as: UTF8.self)
  }

  /// The same place with the path `/`; the query stays.
  var root: ReceiverURL {
    ReceiverURL(self, target: "/" + target.text.drop { $0 != "?" })
  }
}

extension ReceiverURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { origin }
  public var debugDescription: String { origin }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a text is no URL of a webhook; it does not repeat the text.
public enum ReceiverURLError: Error, Sendable, Hashable, CustomStringConvertible {
  case schemeMissing
  case unsupportedScheme
  case malformedHost
  case malformedPort

  public var description: String {
    switch self {
    case .schemeMissing: "not a URL (it begins with https:// or http://)"
    case .unsupportedScheme: "unsupported scheme (allowed: https://, http://)"
    case .malformedHost: "not a host (a name such as hooks.example.org, an address, or an IPv6 address in brackets; other letters as xn--…)"
    case .malformedPort: "not a port (1 to 65535)"
    }
  }
}

/// The bytes that percent-encoded text stands for; a lone `%` stands for itself.
func percentDecoded(_ text: some StringProtocol) -> [UInt8] {
  let bytes = Array(text.utf8)
  var decoded: [UInt8] = []
  var index = 0
  while index < bytes.count {
    if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
      let value = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
    {
      decoded.append(value)
      index += 3
    } else {
      decoded.append(bytes[index])
      index += 1
    }
  }
  return decoded
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
  byte &- 0x30 <= 9 || (byte | 0x20) &- UInt8(ascii: "a") < 6
}
