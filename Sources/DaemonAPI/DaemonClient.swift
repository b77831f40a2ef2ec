// HTTP to a running daemon, within limits of time and size.

import AsyncHTTPClient
import JSON
import LawfulAnswers
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Asks a daemon and brings back answers, or an error that says what to do.
public struct DaemonClient: Sendable {
  /// Seconds for a whole answer.
  private static let limit = 10
  /// The history of a big fleet comes in pages that fit.
  private static let largestAnswer = 64 << 20

  let access: DaemonAccess
  private let http: HTTPClient
  private let token: String?

  /// Lets the body ask the daemon.
  public static func with<Value: Sendable>(
    _ access: DaemonAccess, _ body: (DaemonClient) async throws -> Value
  ) async throws -> Value {
    let client = try DaemonClient(access)
    let result: Result<Value, any Error>
    do {
      result = .success(try await body(client))
    } catch {
      result = .failure(error)
    }
    try? await client.http.shutdown()
    return try result.get()
  }

  private init(_ access: DaemonAccess) throws(DaemonError) {
    self.access = access
    token = try access.bearerToken()
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5)))
    configuration.httpVersion = .http1Only
    // A refused connection must be told at once, not after retries.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.refuseUnlawfulAnswers()
    if access.address.usesTLS { configuration.tlsConfiguration = try Self.tls(access) }
    http = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
  }

  private static func tls(_ access: DaemonAccess) throws(DaemonError) -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    guard let ca = access.ca else { return configuration }
    do {
      configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(ca))
    } catch {
      throw DaemonError(.unreadableFile(path: ca, reason: "it cannot be read as PEM certificates"), access)
    }
    return configuration
  }

  /// The body of the answer to that path.
  func get(_ path: String) async throws(DaemonError) -> [UInt8] {
    var request = HTTPClientRequest(url: access.address.baseURL + path)
    request.headers = ["Host": access.address.authority, "User-Agent": "dogwatch", "Accept": "application/json"]
    if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
    let (status, body): (UInt, [UInt8])
    do {
      (status, body) = try await Self.fetch(request, http)
    } catch {
      throw DaemonError(.init(cause: error, limit: Self.limit), access)
    }
    if let problem = Self.problem(status, body) { throw DaemonError(problem, access) }
    return body
  }

  /// The deadline of AsyncHTTPClient ends at the head of an answer: so the whole is raced against the limit.
  private static func fetch(_ request: HTTPClientRequest, _ http: HTTPClient) async throws -> (UInt, [UInt8]) {
    try await withThrowingTaskGroup(of: (UInt, [UInt8]).self) { group in
      defer { group.cancelAll() }
      group.addTask {
        let response = try await http.execute(request, timeout: .seconds(Int64(limit)))
        let body = try await response.body.collect(upTo: largestAnswer)
        return (response.status.code, Array(body.readableBytesView))
      }
      group.addTask {
        try await Task.sleep(for: .seconds(limit))
        throw HTTPClientError.deadlineExceeded
      }
      guard let answer = try await group.next() else { throw CancellationError() }
      return answer
    }
  }

  private static func problem(_ status: UInt, _ body: [UInt8]) -> DaemonError.Problem? {
    if status == 200 { return nil }
    if status == 401 { return .tokenWanted }
    guard case .string(let message)? = (try? JSONValue(parsing: body))?["error"]?.content else {
      return status == 404 ? .notDogwatch("it answers 404") : .refused(status: Int(status), "")
    }
    switch status {
    case 400: return .badRequest(message)
    case 404: return .notFound(message)
    default: return .refused(status: Int(status), message)
    }
  }
}
