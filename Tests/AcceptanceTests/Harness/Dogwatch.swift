// The binary under test.

import Foundation
import Glibc
import Testing

/// A running `dogwatch run` with a configuration of its own.
final class Dogwatch: Sendable {
  let folder: TemporaryFolder
  let process: ChildProcess
  private let port = Locked<UInt16?>(nil)

  /// Starts it on an engine's address. `configuration` is laid over what every test needs. It keeps its state in `state`, else in a folder that goes
  /// with it.
  init(
    host: String?, configuration: [String: JSONValue] = [:], environment extra: [String: String] = [:], state: String? = nil,
    arguments: [String] = []
  ) throws {
    folder = try TemporaryFolder()
    var whole: [String: JSONValue] = [
      // Counters of removed containers are read at the end of a run.
      "metrics": .object(["removedRetention": .string("1h")]),
      "http": .object(["listen": .string("127.0.0.1:0")]),
    ]
    if let host { whole["engine"] = .object(["host": .string(host)]) }
    for (key, value) in configuration {
      if case .object(let members) = value {
        whole[key] = .object((whole[key]?.object ?? [:]).merging(members) { $1 })
      } else {
        whole[key] = value
      }
    }
    let file = "\(folder.path)/config.json"
    try JSONValue.object(whole).text.write(toFile: file, atomically: true, encoding: .utf8)
    process = try ChildProcess(
      Repository.dogwatch, ["run", "--config", file] + arguments,
      environment: Self.environment(adding: extra.merging(["STATE_DIRECTORY": state ?? "\(folder.path)/state"]) { mine, _ in mine }),
      log: "\(folder.path)/log")
  }

  /// The environment without what would lead it to another engine.
  static func environment(adding extra: [String: String] = [:]) -> [String: String] {
    ProcessInfo.processInfo.environment
      .filter { !$0.key.hasPrefix("DOCKER_") && !["XDG_RUNTIME_DIR", "NOTIFY_SOCKET", "CREDENTIALS_DIRECTORY"].contains($0.key) }
      .merging(extra) { $1 }
  }

  var log: String { (try? process.output) ?? "" }

  /// The port it chose, from the line that tells the address of /metrics.
  func address() async throws -> SocketAddress {
    if let known = port.read({ $0 }) { return .port(known) }
    let found = try await eventually(
      "a line with the address of /metrics",
      read: { () throws -> UInt16? in
        if let exit = process.exit { throw PrivateEngine.Trouble(what: "dogwatch ended: \(exit)\n\(log)") }
        return log.firstMatch(of: /http:\/\/127\.0\.0\.1:([0-9]+)/).flatMap { UInt16($0.1) }
      }, until: { $0 != nil })
    port.change { $0 = found }
    return .port(found!)  // `eventually` returned it as not nil.
  }

  /// Asks as a patient client does: on a connection that is lost without an answer, twice more. Of a process that has ended its last words are told.
  func get(_ target: String, headers: [String: String] = [:]) async throws -> HTTPExchange.Answer {
    let exchange = HTTPExchange(address: try await address(), target: target, headers: headers, limit: 30)
    for _ in 0..<2 {
      if let answer = try? await exchange.send() { return answer }
      if let exit = process.exit { throw PrivateEngine.Trouble(what: "dogwatch ended: \(exit)\n\(log.suffix(3000))") }
    }
    return try await exchange.send()
  }

  func whenReady() async throws {
    try await eventually("/-/ready of dogwatch\n\(log)", read: { try await get("/-/ready").status }, until: { $0 == 200 })
  }

  func scrape() async throws -> MetricsPage { try MetricsPage(try await get("/metrics").text) }

  /// Transitions from the oldest kept on, of one container or of all.
  func transitions(of name: String? = nil) async throws -> [TransitionRow] {
    let query = name.map { "&name=\($0)" } ?? ""
    let answer = try await get("/api/v1/transitions?limit=10000\(query)")
    guard answer.status == 200 else { throw EngineAPI.Refusal(request: "transitions", answer: answer) }
    return try JSONValue(parsing: answer.body)["transitions"].array.map(TransitionRow.init)
  }

  func containers() async throws -> [JSONValue] {
    try JSONValue(parsing: try await get("/api/v1/containers").body)["containers"].array
  }

  /// Waits until all counters of a name are exactly these.
  func expect(
    _ expected: ContainerCounters, of name: String, within limit: Duration = .seconds(120),
    sourceLocation: SourceLocation = #_sourceLocation
  ) async {
    var last = "no scrape"
    do {
      try await eventually("the counters of \(name)", within: limit) {
        let found = ContainerCounters(of: name, on: try await scrape())
        last = found.values.isEmpty ? "no series at all" : found.differences(from: expected)
        return found == expected
      }
    } catch {
      let rows = (try? await transitions(of: name)) ?? []
      Issue.record(
        "counters of \(name): \(last)\n\(rows.map(\.description).joined(separator: "\n"))", sourceLocation: sourceLocation)
    }
  }

  /// Waits until all counters of many names are exactly these.
  func expect(
    all expected: [String: ContainerCounters], within limit: Duration = .seconds(60), sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let page = try? await eventually(
      "all counters", within: limit, read: { try await scrape() },
      until: { page in expected.allSatisfy { ContainerCounters(of: $0.key, on: page) == $0.value } })
    guard page == nil else { return }
    for complaint in try await complaints(about: expected) { Issue.record("\(complaint)", sourceLocation: sourceLocation) }
  }

  /// The names whose counters differ, in words.
  func complaints(about expected: [String: ContainerCounters]) async throws -> [String] {
    let page = try await scrape()
    var complaints: [String] = []
    for (name, wanted) in expected.sorted(by: { $0.key < $1.key }) {
      let found = ContainerCounters(of: name, on: page)
      guard found != wanted else { continue }
      let rows = try await transitions(of: name).map(\.description).joined(separator: "\n")
      complaints.append("\(name): \(found.differences(from: wanted))\n\(rows)")
    }
    return complaints
  }

  /// SIGTERM, and the way it must end.
  func stop(sourceLocation: SourceLocation = #_sourceLocation) async throws {
    process.signal(SIGTERM)
    let exit = try await process.waitForExit(within: .seconds(30))
    #expect(exit == .code(0), "\(log.suffix(2000))", sourceLocation: sourceLocation)
  }
}

extension JSONValue {
  /// The value as JSON text.
  var text: String {
    get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
  }
}

extension JSONValue: Encodable {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let elements): try container.encode(elements)
    case .object(let members): try container.encode(members)
    }
  }
}
