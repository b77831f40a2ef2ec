// What AsyncHTTPClient, NIO and NIOSSL throw, sorted by what it means for a person.

import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension RequestProblem {
  init(cause error: any Error) {
    switch error {
    case let problem as RequestProblem: self = problem
    case is TimeLimitReached: self = .unanswered
    case is CancellationError: self = .cancelled
    case let error as IOError: self = Self.system(error.errnoCode)
    case let error as NIOConnectionError: self = Self.connecting(error)
    case let error as HTTPClientError: self = Self.client(error)
    case HTTPParserError.invalidEOFState: self = .connectionLost
    case is HTTPParserError: self = .notHTTP
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: self = Self.tls(error)
    default: self = .other(Self.typeName(of: error))
    }
  }

  private static func system(_ number: CInt) -> Self {
    switch number {
    case ECONNREFUSED: .refused
    case ECONNRESET, EPIPE: .connectionLost
    case ETIMEDOUT: .connectTimedOut
    default: .unreachable(String(cString: strerror(number)))
    }
  }

  private static func connecting(_ error: NIOConnectionError) -> Self {
    let causes = error.connectionErrors.compactMap { ($0.error as? IOError).map { system($0.errnoCode) } }
    // Of several addresses, the one that was there and refused says most.
    return causes.first { $0 == .refused } ?? causes.first ?? .nameNotResolved
  }

  private static func client(_ error: HTTPClientError) -> Self {
    switch error {
    case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout: .connectTimedOut
    case .httpProxyHandshakeTimeout, .socksHandshakeTimeout: .proxy("the proxy does not answer")
    case .deadlineExceeded, .readTimeout, .writeTimeout: .unanswered
    case .remoteConnectionClosed, .uncleanShutdown: .connectionLost
    case .cancelled, .alreadyShutdown, .requestStreamCancelled: .cancelled
    case .invalidProxyResponse: .proxy("the proxy refuses to connect")
    case .proxyAuthenticationRequired: .proxy("the proxy wants a user and password")
    default: .other(error.shortDescription)
    }
  }

  /// By BoringSSL's reason codes in NIOSSL's words.
  private static func tls(_ error: any Error) -> Self {
    let words = "\(error)"
    if words.contains("failedToValidateHostname") || error as? NIOSSLExtraError == .failedToValidateHostname {
      return .certificateForAnotherName
    }
    if words.contains("CERTIFICATE_VERIFY_FAILED") || words.contains("unableToValidateCertificate") { return .certificateNotTrusted }
    if words.contains("WRONG_VERSION_NUMBER") || words.contains("HTTP_REQUEST") { return .tls("plain HTTP is spoken there (http://)") }
    if words.contains("ALERT_CERTIFICATE_REQUIRED") || words.contains("ALERT_HANDSHAKE_FAILURE") { return .tls("it refuses the handshake") }
    if words.contains("uncleanShutdown") || words.contains("EOF during handshake") { return .connectionLost }
    return .tls(Fitting(limit: 200, unit: .utf16).fitted(words.harmlessLine))
  }

  /// The words of an error we do not know might repeat what was asked.
  private static func typeName(of error: any Error) -> String { "\(type(of: error))" }
}
