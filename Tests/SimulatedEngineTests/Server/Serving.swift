// A simulated engine on a socket of its own, and our client at it.

import DockerEngine
import Foundation
import Testing
import Watch

@testable import SimulatedEngine

/// Serves a simulation for as long as the body takes.
func serving(
  _ identity: Engine.Identity = Engine.Identity(), isSocketHeld: Bool = false, requestTimeout: Duration = .seconds(60),
  _ prepare: (inout Engine) throws -> Void = { _ in }, _ body: (EngineServer, EngineClient) async throws -> Void
) async throws {
  let path = "/tmp/simulated-\(UUID().uuidString).sock"
  var engine = Engine(now: .present, identity: identity)
  try prepare(&engine)
  let server = try await EngineServer(Simulation(engine), at: .unix(path: path), isSocketHeld: isSocketHeld)
  let client = try EngineClient(host: .unix(path: path), requestTimeout: requestTimeout)
  do {
    try await body(server, client)
  } catch {
    await client.shutdown()
    await server.close()
    throw error
  }
  await client.shutdown()
  await server.close()
}

struct NeverHappened: Error, CustomStringConvertible {
  var description: String
}

/// Waits for a condition, for a minute at most.
func eventually(_ what: String, _ holds: () async throws -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(60)
  while try await !holds() {
    guard ContinuousClock.now < deadline else { throw NeverHappened(description: what) }
    try await Task.sleep(for: .milliseconds(10))
  }
}

/// The container events of a stream as they come.
actor Ear {
  private(set) var heard: [EngineEvent] = []
  private(set) var hasEnded = false
  private(set) var failure: String?

  func listen(_ stream: EventStream) async {
    do {
      for try await items in stream {
        for case .event(let event) in items { heard.append(event) }
      }
    } catch {
      failure = "\(error)"
    }
    hasEnded = true
  }
}
