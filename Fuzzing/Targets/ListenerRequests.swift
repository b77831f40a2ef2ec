// What clients send to the listener.

import Endpoints
import Logging
import Watch

enum ListenerRequests {
  private static let path: String = {
    let path = Scratch.folder + "/listener"
    let log = TransitionLog()
    let sources = EndpointSources(
      snapshot: LatestSnapshot(), transitions: log, metrics: DaemonMetrics(version: "0"), now: { Timestamp(seconds: 1_767_323_045) })
    var limits = EndpointLimits()
    limits.idle = .milliseconds(200)
    limits.refusedBody = .milliseconds(20)
    var logger = Logger(label: "fuzz")
    logger.logLevel = .critical
    let (isListening, listens) = AsyncStream.makeStream(of: Void.self)
    let server = EndpointsServer(
      address: .unix(path: path), sources: sources, limits: limits, logger: logger, onListening: { _ in listens.yield() })
    Task { try await server.run() }
    waitFor { for await _ in isListening { break } }
    return path
  }()

  /// The bytes, and no more after them: whatever they are, answers in HTTP come, or none, and the connection ends.
  @Sendable static func run(_ bytes: UnsafeRawBufferPointer) {
    let connection = LocalSocket.connected(to: path)
    defer { connection.end() }
    connection.send(bytes)
    connection.endSending()
    guard let answer = connection.receive(seconds: 10) else { fatalError("the connection does not end") }
    precondition(answer.isEmpty || answer.starts(with: "HTTP/1.1 ".utf8), "an answer that is no HTTP")
  }
}
