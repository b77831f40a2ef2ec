// Where alerts of a real engine are received.

import Testing

/// A private engine, a receiver, and dogwatch between them.
struct AlertPost: Sendable {
  let engine: PrivateEngine
  let receiver: AlertReceiver
  let dogwatch: Dogwatch

  func run(_ name: String, _ spec: ContainerSpec = ContainerSpec()) async throws -> TestContainer {
    let container = try await TestContainer(name, spec, on: engine)
    try await container.start()
    return container
  }

  /// Groups wait for nothing; what takes minutes takes seconds. `rules` are laid over that.
  static func configuration(_ webhooks: [JSONValue], rules: [String: [String: JSONValue]] = [:]) -> [String: JSONValue] {
    let short: [String: [String: JSONValue]] = [
      "ContainerOOMKilled": ["resolveAfter": .string("2s")],
      "ContainerNotRestored": ["grace": .string("3s")],
      "EngineUnreachable": ["for": .string("1s")],
    ]
    return [
      "engine": .object(["reconcileInterval": .string("5s")]),
      "webhooks": .array(webhooks),
      "alerts": .object([
        "groupBy": .array([.string("name")]), "groupWait": .string("0s"), "groupInterval": .string("0s"),
        "rules": .object(short.merging(rules) { $1 }.mapValues { .object($0) }),
      ]),
    ]
  }

  /// Runs a test on a post with these webhooks beside its own, and ends all of it.
  static func open(
    rules: [String: [String: JSONValue]] = [:], others: [JSONValue] = [], liveRestore: Bool = false,
    environment: [String: String] = [:],
    _ body: (AlertPost) async throws -> Void
  ) async throws {
    let engine = try await PrivateEngine(liveRestore: liveRestore)
    do {
      let receiver = try AlertReceiver()
      let dogwatch = try Dogwatch(
        host: engine.host, configuration: configuration([receiver.webhook] + others, rules: rules), environment: environment)
      try await dogwatch.whenReady()
      try await body(AlertPost(engine: engine, receiver: receiver, dogwatch: dogwatch))
      try await dogwatch.stop()
    } catch {
      try await engine.dismantle()
      throw error
    }
    try await engine.dismantle()
  }
}
