// What it takes to ask a daemon.

import Glibc

/// A daemon's address, and what lets us in.
public struct DaemonAccess: Sendable, Hashable {
  public var address: DaemonAddress
  /// The file that holds the bearer token, white space around it ignored.
  public var tokenFile: String?
  /// A PEM file of the authorities that are trusted; nil: the system's.
  public var ca: String?

  public init(address: DaemonAddress, tokenFile: String? = nil, ca: String? = nil) {
    self.address = address
    self.tokenFile = tokenFile
    self.ca = ca
  }

  /// The token, read from its file.
  func token() throws(DaemonError) -> String? {
    guard let tokenFile else { return nil }
    let descriptor = open(tokenFile, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw DaemonError(.unreadableFile(path: tokenFile, reason: String(cString: strerror(errno))), self) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw DaemonError(.unreadableFile(path: tokenFile, reason: String(cString: strerror(errno))), self) }
    let token = String(decoding: bytes[..<count], as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard token.count == 1, token[0].utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw DaemonError(.unreadableFile(path: tokenFile, reason: "it holds no token (one word of printable characters)"), self)
    }
    return String(token[0])
  }
}
