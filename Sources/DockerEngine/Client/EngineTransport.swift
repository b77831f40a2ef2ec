// HTTP to one engine: every request over a connection of its own, within a time limit, to a bounded size.

import AsyncHTTPClient
import LawfulAnswers
import NIOCore
import NIOHTTP1
import NIOPosix
import Watch

/// Carries requests to an engine and brings back answers, or an error that says what happened.
final class EngineTransport: Sendable {
  let host: EngineHost
  /// For a whole answer; of the event stream, for its head.
  let requestTimeout: Duration
  private let http: HTTPClient

  /// How long connecting may take: short of the whole, so that it is told from an engine that connects and does not answer.
  private var connectTimeout: Duration { Self.connectTimeout(within: requestTimeout) }

  init(host: EngineHost, requestTimeout: Duration) throws(EngineError) {
    self.host = host
    self.requestTimeout = requestTimeout
    do {
      self.http = HTTPClient(
        eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
        configuration: try Self.configuration(for: host, requestTimeout: requestTimeout))
    } catch {
      throw EngineError(error.problem, host: host)
    }
  }

  /// A client that is let go unused, as after a failed connect, must not take the daemon down (AsyncHTTPClient traps in debug builds).
  deinit {
    let _: EventLoopFuture<Void> = http.shutdown()
  }

  func shutdown() async {
    try? await http.shutdown()
  }

  /// Asks and collects the whole answer, whatever its status.
  func fetch(_ path: String, limit: Int) async throws(EngineError) -> EngineAnswer {
    let request = makeRequest(path)
    let http = http
    return try await asking(path) {
      let requestedAt = Uptime.now()
      let response = try await http.execute(request, deadline: .distantFuture)
      let body = try await Self.collect(response.body, limit: limit)
      return EngineAnswer(requestedAt: requestedAt, status: Int(response.status.code), headers: response.headers, body: body)
    }
  }

  /// Asks for an endless answer: its head comes within the time limit, its body whenever it comes.
  func open(_ path: String) async throws(EngineError) -> HTTPClientResponse {
    let request = makeRequest(path)
    let http = http
    return try await asking(path) {
      let response = try await http.execute(request, deadline: .distantFuture)
      guard response.status != .ok else { return response }
      let body = try await Self.collect(response.body, limit: 1 << 16)
      throw EngineError(body.withUnsafeReadableBytes { .init(status: Int(response.status.code), path: path, body: $0) })
    }
  }

  /// What an error met on the way to this path means.
  func error(_ cause: any Error, path: String) -> EngineError {
    var problem =
      cause is TimeLimitReached
      ? .unanswered(requestTimeout) : EngineError.Problem(cause: cause, connectLimit: connectTimeout, limit: requestTimeout)
    if case .tls(let known) = problem, case .tcp(_, _, let tls?) = host { problem = .tls(known.refined(by: tls)) }
    return EngineError(problem, host: host, request: "GET \(path.prefix { $0 != "?" })")
  }

  private func asking<Value: Sendable>(
    _ path: String, _ operation: @escaping @Sendable () async throws -> Value
  ) async throws(EngineError) -> Value {
    do {
      return try await withTimeLimit(requestTimeout, operation)
    } catch {
      throw self.error(error, path: path)
    }
  }

  private func makeRequest(_ path: String) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: host.baseURL + path)
    request.headers = ["Host": host.hostHeader, "User-Agent": "dogwatch", "Accept": "application/json", "Connection": "close"]
    return request
  }

  private static func collect(_ body: HTTPClientResponse.Body, limit: Int) async throws -> ByteBuffer {
    do {
      return try await body.collect(upTo: limit)
    } catch is NIOTooManyBytesError {
      throw EngineError(.tooLarge(limit: limit))
    }
  }
}

// MARK: Settings of the client

extension EngineTransport {
  private static func connectTimeout(within limit: Duration) -> Duration {
    min(.seconds(2), limit / 2)
  }

  private static func configuration(for host: EngineHost, requestTimeout: Duration) throws(EngineError) -> HTTPClient.Configuration {
    let connect = TimeAmount(connectTimeout(within: requestTimeout))
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, timeout: .init(connect: connect))
    configuration.httpVersion = .http1Only
    // A refused connection must be told at once, not after retries.
    configuration.connectionPool.retryConnectionEstablishment = false
    // Nothing may wait in line behind requests that hang, and a connection whose request gave up must not serve another: an engine that
    // goes down closes its listeners first and goes on answering on old connections (ENGINE.md), which would hide that it does.
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
    configuration.connectionPool.idleTimeout = .milliseconds(1)
    if case .tcp(_, _, let tls) = host {
      configuration.tlsConfiguration = try tls?.configuration()
      configuration.refuseUnlawfulAnswers { channel in keepAlive(channel) }
    } else {
      configuration.refuseUnlawfulAnswers()
    }
    return configuration
  }

  /// A silent stream over TCP whose other end has vanished is noticed within about a minute (tcp(7)).
  private static func keepAlive(_ channel: any Channel) -> EventLoopFuture<Void> {
    let options: [(ChannelOptions.Types.SocketOption, Int)] = [
      (.socketOption(.so_keepalive), 1), (.tcpOption(.init(rawValue: TCP_KEEPIDLE)), 30), (.tcpOption(.init(rawValue: TCP_KEEPINTVL)), 10),
      (.tcpOption(.init(rawValue: TCP_KEEPCNT)), 3),
    ]
    return .andAllSucceed(options.map { channel.setOption($0, value: $1) }, on: channel.eventLoop)
  }
}
