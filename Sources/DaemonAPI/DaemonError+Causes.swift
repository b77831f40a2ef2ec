// What NIO, NIOSSL and AsyncHTTPClient throw, sorted by what it means for a person.

import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension DaemonError.Problem {
  init(cause error: any Error, limit: Int) {
    switch error {
    case let error as DaemonError: self = error.problem
    case let error as IOError: self = Self.connecting(error.errnoCode)
    case let error as NIOConnectionError: self = Self.connecting(error)
    case let error as HTTPClientError: self = Self.asking(error, limit: limit)
    case is HTTPParserError: self = .notDogwatch("its answer is not HTTP (https:// where TLS is spoken?)")
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: self = Self.tls(error)
    default: self = .unreachable("\(error)")
    }
  }

  private static func connecting(_ number: CInt) -> Self {
    switch number {
    case ENOENT, ENOTDIR: .socketMissing
    case EACCES, EPERM: .permissionDenied
    case ECONNREFUSED: .nobodyListens
    case ECONNRESET, EPIPE: .connectionLost
    default: .unreachable(String(cString: strerror(number)))
    }
  }

  private static func connecting(_ error: NIOConnectionError) -> Self {
    let causes = error.connectionErrors.map { connecting(($0.error as? IOError)?.errnoCode ?? 0) }
    // Of several addresses, the one that was there and refused says most.
    if causes.contains(.nobodyListens) { return .nobodyListens }
    return causes.first ?? .nameNotResolved
  }

  private static func asking(_ error: HTTPClientError, limit: Int) -> Self {
    switch error {
    case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout, .deadlineExceeded, .readTimeout, .writeTimeout:
      .unanswered(seconds: limit)
    case .remoteConnectionClosed, .uncleanShutdown: .connectionLost
    default: .unreachable(error.shortDescription)
    }
  }

  /// Reads NIOSSL's words (BoringSSL's reason codes).
  private static func tls(_ error: any Error) -> Self {
    let words = "\(error)"
    if words.contains("failedToValidateHostname") || error as? NIOSSLExtraError == .failedToValidateHostname {
      return .certificateForAnotherName
    }
    if words.contains("CERTIFICATE_VERIFY_FAILED") || words.contains("unableToValidateCertificate") { return .certificateNotTrusted }
    if words.contains("ALERT_CERTIFICATE_REQUIRED") || words.contains("ALERT_HANDSHAKE_FAILURE") { return .clientCertificateWanted }
    if words.contains("WRONG_VERSION_NUMBER") || words.contains("HTTP_REQUEST") { return .tls("it speaks plain HTTP (http://)") }
    return .tls(String(words.prefix(300)))
  }
}
