// What it takes to ask a daemon.

import Glibc

/// A daemon's address, and what lets us in.
public struct DaemonAccess: Sendable, Hashable {
  public var address: DaemonAddress
  public var token: Token?
  /// A PEM file of the authorities that are trusted; nil: the system's.
  public var ca: String?

  public init(address: DaemonAddress, token: Token? = nil, ca: String? = nil) {
    self.address = address
    self.token = token
    self.ca = ca
  }

  /// The bearer token, or where it is.
  public enum Token: Sendable, Hashable {
    /// In that file, white space around it ignored.
    case file(String)
    /// As a configuration held it.
    case known(String)
  }

  /// The token itself, read from its file.
  func bearerToken() throws(DaemonError) -> String? {
    switch token {
    case .file(let path): try read(path)
    case .known(let token): token
    case nil: nil
    }
  }

  private func read(_ path: String) throws(DaemonError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
    let words = String(decoding: bytes[..<count], as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.count == 1, words[0].utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw unreadable(path, "it holds no token (one word of printable characters)")
    }
    return String(words[0])
  }

  private func unreadable(_ path: String, _ reason: String) -> DaemonError {
    DaemonError(.unreadableFile(path: path, reason: reason), self)
  }
}

extension DaemonAccess.Token: CustomStringConvertible {
  /// Never the token.
  public var description: String {
    switch self {
    case .file(let path): path
    case .known: "(secret)"
    }
  }
}
