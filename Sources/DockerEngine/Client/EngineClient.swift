// The engine's API as far as Dogwatch uses it: ping, info, list, inspect, events.

import JSON
import NIOCore
import Synchronization
public import Watch

/// A Docker Engine at one address. `ping()` negotiates the API version that the other requests use.
public final class EngineClient: Sendable {
  public let host: EngineHost
  private let transport: EngineTransport
  private let negotiated = Mutex<APIVersion?>(nil)

  /// Fails only for unusable TLS files; connects when first asked.
  public init(host: EngineHost, requestTimeout: Duration = .seconds(5)) throws(EngineError) {
    self.host = host
    self.transport = try EngineTransport(host: host, requestTimeout: requestTimeout)
  }

  /// Closes what is open and waits until it is; a client that is let go closes by itself.
  public func shutdown() async {
    await transport.shutdown()
  }

  /// The API version in use, nil before the first ping.
  public var apiVersion: APIVersion? { negotiated.withLock { $0 } }

  /// Whether an engine answers, and which API version to use from now on.
  @discardableResult
  public func ping() async throws(EngineError) -> PingAnswer {
    let path = "/_ping"
    let answer = try await fetch(path, limit: 1 << 16)
    let ping = try decoding(path) { () throws(EngineError) in try PingAnswer(answer) }
    negotiated.withLock { $0 = ping.apiVersion }
    return ping
  }

  /// The engine's name, version and clock.
  public func info() async throws(EngineError) -> EngineInfo {
    try await answer("/info", limit: 4 << 20) { (_, body) throws(JSONError) in try InfoDecoder.decode(body) }
  }

  /// All containers, running or not.
  public func list() async throws(EngineError) -> ListAnswer {
    try await answer("/containers/json?all=1", limit: 64 << 20) { (answer, body) throws(JSONError) in
      let (rows, skipped) = try ListDecoder.decode(body)
      return ListAnswer(
        listing: Listing(requestedAt: answer.requestedAt, engineTime: answer.engineTime, rows: rows), skippedRows: skipped)
    }
  }

  /// One container. Takes the container's lock in the engine: ask for a few at a time.
  public func inspect(_ id: ContainerID) async -> InspectAnswer {
    let requestedAt = Uptime.now()
    do throws(EngineError) {
      return try await answer("/containers/\(percentEncoded(id.text))/json", limit: 4 << 20) { (answer, body) throws(JSONError) in
        InspectAnswer(id: id, requestedAt: answer.requestedAt, result: .found(try InspectDecoder.decode(body)))
      }
    } catch {
      return InspectAnswer(id: id, requestedAt: requestedAt, result: Self.result(of: error))
    }
  }

  /// What the engine's ring still holds of a stretch of the past, by the engine's clock. Answers at once, unless `until` is in its future.
  public func ring(since: Timestamp, until: Timestamp, filtered: Bool) async throws(EngineError) -> RingAnswer {
    let path = try await versioned(EventQuery(since: since, until: until, isFiltered: filtered).path)
    let answer = try await fetch(path, limit: 16 << 20)
    var reader = EventReader()
    var items: [EventItem] = []
    answer.body.withUnsafeReadableBytes { reader.read($0, into: &items) }
    reader.finish(into: &items)
    return RingAnswer(items: items, lineCount: items.count)
  }

  /// The live stream of container events, beginning with those the ring still holds since then.
  public func events(since: Timestamp) async throws(EngineError) -> EventStream {
    let path = try await versioned(EventQuery(since: since, until: nil, isFiltered: true).path)
    return try EventStream(try await transport.open(path), path: path, transport: transport)
  }
}

// MARK: Asking

extension EngineClient {
  private func answer<Value>(
    _ path: String, limit: Int, _ decode: (EngineAnswer, UnsafeRawBufferPointer) throws(JSONError) -> Value
  ) async throws(EngineError) -> Value {
    let path = try await versioned(path)
    let answer = try await fetch(path, limit: limit)
    return try decoding(path) { () throws(EngineError) in
      try answer.body.withUnsafeReadableBytes { body throws(EngineError) in
        do throws(JSONError) {
          return try decode(answer, body)
        } catch {
          throw EngineError(EngineError.Problem.isHTML(body) ? .notAnEngine("a web page") : .unreadable(error.description))
        }
      }
    }
  }

  /// A whole answer of status 200.
  private func fetch(_ path: String, limit: Int) async throws(EngineError) -> EngineAnswer {
    let answer = try await transport.fetch(path, limit: limit)
    guard answer.status == 200 else {
      throw transport.error(
        EngineError(answer.body.withUnsafeReadableBytes { .init(status: answer.status, path: path, body: $0) }), path: path)
    }
    return answer
  }

  private func versioned(_ path: String) async throws(EngineError) -> String {
    let version = if let apiVersion { apiVersion } else { try await ping().apiVersion }
    return "/v\(version)\(path)"
  }

  /// Says in an error of decoding where the answer came from.
  private func decoding<Value>(_ path: String, _ decode: () throws(EngineError) -> Value) throws(EngineError) -> Value {
    do {
      return try decode()
    } catch {
      throw transport.error(error, path: path)
    }
  }

  private static func result(of error: EngineError) -> InspectAnswer.Result {
    if error.problem == .missing { return .missing }
    return error.isUnanswered ? .unanswered(error.description) : .failed(error.description)
  }
}
