import Logging
import ServiceLifecycle
import Testing
import Watch

@testable import DogwatchDaemon
@testable import Endpoints

/// Whatever the engine does, the loops end at once when they are told to.
@Suite struct ShutdownTests {
  enum Situation: CaseIterable {
    case connected, refused, neverAnswers, streamHangs, listHangs, inspectsHang, backingOff

    func apply(to engine: FakeEngine) async {
      switch self {
      case .connected: break
      case .refused: await engine.stopListening()
      case .neverAnswers: engine.script { _ in .silence }
      case .streamHangs: engine.script { $0 == .stream ? .silence : .usual }
      case .listHangs: engine.script { $0 == .list ? .silence : .usual }
      case .inspectsHang: engine.script { if case .inspect = $0 { .silence } else { .usual } }
      case .backingOff: engine.script { $0 == .stream ? .endedAtOnce : .usual }
      }
    }

    func isReached(_ engine: FakeEngine, _ loops: Loops) -> Bool {
      switch self {
      case .connected: loops.isReady
      case .refused: loops.link.client != nil
      case .neverAnswers: engine.count(of: .ping) == 1
      case .streamHangs: engine.count(of: .stream) == 1
      case .listHangs: engine.count(of: .list) >= 1
      case .inspectsHang: engine.inspectsMost == 6
      case .backingOff: loops.numbers.connects == 4
      }
    }
  }

  enum Way: CaseIterable { case gracefully, byCancellation }

  /// Requests have a minute: who waits for one is noticed.
  @Test(arguments: Situation.allCases, Way.allCases) func theLoopsEnd(_ situation: Situation, _ way: Way) async throws {
    try await withFakeEngine((1...10).map { FakeContainer("c\($0)", number: $0) }) { engine in
      await situation.apply(to: engine)
      let loops = try Loops(on: engine, requestTimeout: .seconds(60))
      let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(
          services: loops.services.map { .init(service: $0) }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
      let task = Task { try await group.run() }
      try await eventually("\(situation)") { situation.isReached(engine, loops) }
      let began = ContinuousClock.now
      switch way {
      case .gracefully: await group.triggerGracefulShutdown()
      case .byCancellation: task.cancel()
      }
      _ = await task.result
      #expect(ContinuousClock.now - began < .seconds(40))
    }
  }
}
