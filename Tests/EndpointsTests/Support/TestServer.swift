// A server on a real socket for as long as a test needs it.

import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Watch

@testable import Endpoints

struct TestServer {
  let address: ListenAddress
  let sources: EndpointSources
  /// The history that `sources` tells.
  let log: TransitionLog
  let access: AccessControl
  private let group: ServiceGroup
  private let client: HTTPClient

  /// Runs a server while `body` runs, then ends it gracefully.
  static func with(
    _ address: ListenAddress = .tcp(host: "127.0.0.1", port: 0), _ views: [ContainerView] = [.busy("web")],
    limits: EndpointLimits = EndpointLimits(), access: ListenerAccess = ListenerAccess(),
    stall: @escaping @Sendable () -> String? = { nil }, on threads: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
    _ body: (TestServer) async throws -> Void
  ) async throws {
    let log = TransitionLog()
    let sources = EndpointSources(
      snapshot: LatestSnapshot(), transitions: log, metrics: DaemonMetrics(version: "1.2.3"), stall: stall)
    sources.snapshot.publish(.of(views, confirmedUpTo: .at(110)))
    let (listening, report) = AsyncStream.makeStream(of: ListenAddress.self)
    let access = AccessControl(access)
    let server = EndpointsServer(
      address: address, sources: sources, access: access, limits: limits, eventLoopGroup: threads, logger: Logger(label: "test"),
      onListening: { report.yield($0) })
    let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [server], logger: Logger(label: "test")))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { report.finish() }
        try await group.run()
      }
      for await address in listening {
        defer { report.finish() }
        try await withClient { client in
          try await body(TestServer(address: address, sources: sources, log: log, access: access, group: group, client: client))
        }
      }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  /// A client of the test's own, which gives bodies as they come.
  private static func withClient(_ body: (HTTPClient) async throws -> Void) async throws {
    let timeout = HTTPClient.Configuration.Timeout(connect: .seconds(60))
    var configuration = HTTPClient.Configuration(timeout: timeout, decompression: .disabled)
    // A handshake that fails is an answer; by default the client tries until the request's time is over.
    configuration.connectionPool.retryConnectionEstablishment = false
    let client = HTTPClient(configuration: configuration)
    do {
      try await body(client)
    } catch {
      try await client.shutdown()
      throw error
    }
    try await client.shutdown()
  }

  /// Begins the end, as SIGTERM does.
  func stop() async { await group.triggerGracefulShutdown() }

  /// Sends a request and collects the answer.
  func request(
    _ path: String, method: String = "GET", headers: [(String, String)] = [], body: String? = nil, tls: TLSConfiguration? = nil
  ) async throws -> (status: Int, headers: [String: String], body: [UInt8]) {
    var request = HTTPClientRequest(url: url(path, scheme: tls == nil ? "http" : "https"))
    request.tlsConfiguration = tls
    request.method = .init(rawValue: method)
    request.headers = .init(headers + [("Host", "localhost")])
    if let body { request.body = .bytes(ByteBuffer(string: body)) }
    let response = try await client.execute(request, timeout: .seconds(60))
    let collected = try await response.body.collect(upTo: 256 * 1024 * 1024)
    let fields = Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $0 + ", " + $1 })
    return (Int(response.status.code), fields, Array(collected.readableBytesView))
  }

  private func url(_ path: String, scheme: String) -> String {
    switch address {
    case .tcp: "\(scheme)://\(address)\(path)"
    case .unix(let socket): "http+unix://\(socket.replacing("/", with: "%2F"))\(path)"
    }
  }
}
