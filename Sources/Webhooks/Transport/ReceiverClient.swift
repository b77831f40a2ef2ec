// HTTP to one receiver: each request within a time limit, its answer read to a bound, connections kept and few.

import AsyncHTTPClient
import Glibc
import LawfulAnswers
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Watch

/// Sends requests to one place. Redirects are not followed; certificates are verified.
final class ReceiverClient: Sendable {
  let url: ReceiverURL
  private let timeout: Duration
  private let secrets: [String]
  private let http: HTTPClient
  private let hasProxy: Bool

  /// Of an answer's body.
  private static let answerLimit = 64 << 10
  private static let excerptLimit = 2048

  init(
    url: ReceiverURL, authorities: String? = nil, timeout: Duration, connections: Int = 1, proxies: ProxyRules = .none,
    secrets: [String] = []
  ) throws(ReceiverError) {
    self.url = url
    self.timeout = timeout
    self.secrets = secrets
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: .init(min(timeout, .seconds(5)))))
    configuration.httpVersion = .http1Only
    // A refused connection is told at once: when to try again is not the client's to decide.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
    configuration.connectionPool.idleTimeout = .seconds(15)
    configuration.refuseUnlawfulAnswers()
    // Without https no TLS configuration is made, and so no store of authorities is loaded.
    if url.isTLS { configuration.tlsConfiguration = try Self.tls(authorities: authorities) }
    configuration.proxy = try proxies.proxy(for: url).map(Self.proxy)
    hasProxy = configuration.proxy != nil
    http = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
  }

  /// AsyncHTTPClient traps when it is let go without this.
  deinit {
    let _: EventLoopFuture<Void> = http.shutdown()
  }

  /// Closes what is open and waits until it is.
  func shutdown() async {
    try? await http.shutdown()
  }

  /// Sends one request. Once the head of the answer is there it counts, whatever becomes of the body.
  func send(
    _ method: HTTPMethod, headers: HTTPHeaders, body: [UInt8]?, now: @escaping @Sendable () -> Timestamp
  ) async throws(RequestProblem) -> ReceiverAnswer {
    var request = HTTPClientRequest(url: url.requestURL)
    request.method = method
    request.headers = headers
    if let authorization = url.authorization, !headers.contains(name: "Authorization") {
      request.headers.add(name: "Authorization", value: authorization)
    }
    if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
    let (http, prepared, secrets) = (http, request, secrets)
    do {
      return try await withTimeLimit(timeout) {
        let response = try await http.execute(prepared, deadline: .distantFuture)
        let retryAfter = RetryAfter.nanoseconds(
          response.headers.first(name: "Retry-After"), date: response.headers.first(name: "Date"), now: now())
        let excerpt = await Self.excerpt(of: response.body)
        return ReceiverAnswer(
          status: Int(response.status.code), retryAfter: retryAfter, excerpt: Excerpt(excerpt, hiding: secrets).text)
      }
    } catch {
      let problem = RequestProblem(cause: error)
      throw hasProxy ? problem.ofProxy : problem
    }
  }

  /// Reads the body to its end, so that the connection can be kept, but not further than the bound.
  private static func excerpt(of body: HTTPClientResponse.Body) async -> [UInt8] {
    var excerpt: [UInt8] = []
    var count = 0
    do {
      for try await chunk in body {
        count += chunk.readableBytes
        excerpt += chunk.readableBytesView.prefix(max(excerptLimit - excerpt.count, 0))
        if count >= answerLimit { break }
      }
    } catch {
      // The head has said what matters.
    }
    return excerpt
  }

  private static func tls(authorities path: String?) throws(ReceiverError) -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    guard let path else { return configuration }
    let certificates: [NIOSSLCertificate]
    do {
      certificates = try NIOSSLCertificate.fromPEMFile(path)
    } catch let error as IOError {
      throw .unusableAuthorities(path: path, reason: String(cString: strerror(error.errnoCode)))
    } catch {
      throw .unusableAuthorities(path: path, reason: "it cannot be read")
    }
    guard !certificates.isEmpty else { throw .unusableAuthorities(path: path, reason: "it holds no certificate") }
    configuration.trustRoots = .certificates(certificates)
    return configuration
  }

  private static func proxy(_ proxy: Proxy) -> HTTPClient.Configuration.Proxy {
    guard proxy.kind == .http else { return .socksServer(host: proxy.host, port: proxy.port) }
    let authorization = proxy.credentials.map { HTTPClient.Authorization.basic(credentials: Base64.encoded($0.text.utf8)) }
    return .server(host: proxy.host, port: proxy.port, authorization: authorization)
  }
}
