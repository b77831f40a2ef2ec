// The one engine and the one dogwatch that the scenarios share, and what they leave to be checked at the end.

import Foundation
import Testing

/// What the scenarios of a suite play on. Each uses container names of its own.
final class Stage: Sendable {
  let engine: PrivateEngine
  let dogwatch: Dogwatch
  let tape: EventTape
  let recorder: EngineRecorder
  private let finished = Locked<[String: ContainerCounters]>([:])

  @TaskLocal static var shared: Stage?

  struct Missing: Error, CustomStringConvertible {
    var description: String { "this suite lacks the trait .onSharedEngine" }
  }

  static var current: Stage {
    get throws {
      guard let shared else { throw Missing() }
      return shared
    }
  }

  init() async throws {
    engine = try await PrivateEngine()
    recorder = EngineRecorder(engine)
    tape = try await EventTape(engine.socket, inspectsExits: recorder.isOn)
    dogwatch = try Dogwatch(host: engine.host, configuration: ["engine": .object(["reconcileInterval": .string("5s")])])
    try await dogwatch.whenReady()
  }

  /// Remembers what the counters of a name must be when all scenarios have ended.
  func settle(_ name: String, _ counters: ContainerCounters) { finished.change { $0[name] = counters } }

  /// Nothing may have been counted late or twice.
  func check() async throws { try await dogwatch.expect(all: finished.read { $0 }, within: .seconds(30)) }
}

/// Starts the shared engine before a suite and ends it afterwards, whatever happens.
struct OnSharedEngine: SuiteTrait, TestScoping {
  // Once for the suite, not once for each test in it.
  var isRecursive: Bool { false }

  func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
    let stage = try await Stage()
    do {
      try await Stage.$shared.withValue(stage) { try await function() }
      try await stage.check()
      try await stage.dogwatch.stop()
    } catch {
      try await stage.engine.dismantle()
      throw error
    }
    try await stage.engine.dismantle()
  }
}

extension Trait where Self == OnSharedEngine {
  static var onSharedEngine: Self { OnSharedEngine() }
}
