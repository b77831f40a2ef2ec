// What NIO, NIOSSL and AsyncHTTPClient throw, sorted by what it means for a person.

import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

extension EngineError.Problem {
  /// Sorts an error of a request; `connectLimit` and `limit` are the time limits it ran under.
  init(cause error: any Error, connectLimit: Duration, limit: Duration) {
    switch error {
    case let error as EngineError: self = error.problem
    case is CancellationError: self = .cancelled
    case let error as IOError: self = Self.connecting(errno: error.errnoCode)
    case let error as NIOConnectionError: self = Self.connecting(error)
    case let error as HTTPClientError: self = Self.asking(error, connectLimit: connectLimit, limit: limit)
    case is HTTPParserError: self = Self.parsing(error)
    default: self = EngineError.TLSProblem(cause: error).map { .tls($0) } ?? .connectionLost("\(error)")
    }
  }

  private static func connecting(errno number: CInt) -> Self {
    switch number {
    case ENOENT, ENOTDIR: .socketMissing
    case EACCES, EPERM: .permissionDenied
    case ECONNREFUSED: .refused
    case ECONNRESET, EPIPE: .connectionLost(systemErrorText(number))
    // connect(2): a Unix socket whose backlog is full, as when nobody accepts.
    case EAGAIN: .unreachable("nobody accepts connections (its queue is full)")
    default: .unreachable(systemErrorText(number))
    }
  }

  private static func connecting(_ error: NIOConnectionError) -> Self {
    let causes = error.connectionErrors.map { connecting(errno: systemErrorNumber(of: $0.error) ?? 0) }
    // Of several addresses, the one that was there and refused says most.
    if causes.contains(.refused) { return .refused }
    if let cause = causes.first { return cause }
    return .nameNotResolved
  }

  private static func asking(_ error: HTTPClientError, connectLimit: Duration, limit: Duration) -> Self {
    switch error {
    case .connectTimeout, .getConnectionFromPoolTimeout: .connectTimedOut(connectLimit)
    case .tlsHandshakeTimeout: .unanswered(connectLimit)
    case .deadlineExceeded, .readTimeout, .writeTimeout: .unanswered(limit)
    case .remoteConnectionClosed: .connectionLost("closed in the middle of an answer")
    case .uncleanShutdown: .connectionLost("TLS ended without a farewell")
    case .cancelled, .alreadyShutdown: .cancelled
    default: .connectionLost(error.shortDescription)
    }
  }

  private static func parsing(_ error: any Error) -> Self {
    switch error {
    case HTTPParserError.invalidEOFState: .connectionLost("closed in the middle of an answer")
    default: .notAnEngine("its answer is not HTTP")
    }
  }
}
