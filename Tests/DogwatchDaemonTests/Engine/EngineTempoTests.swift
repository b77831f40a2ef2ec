import Testing

@testable import DogwatchDaemon

@Suite struct EngineTempoTests {
  @Test func waitEndsWhenTheIntervalBecomesAnother() async throws {
    let tempo = EngineTempo(requestTimeout: .seconds(5), reconcileInterval: .seconds(3600))
    let waiting = Task { await tempo.waitForNextList() }
    // Whether the wait has begun or not: it ends, by the change or by the short interval.
    tempo.set(requestTimeout: .seconds(7), reconcileInterval: .milliseconds(1))
    await waiting.value
    #expect(tempo.requestTimeout == .seconds(7))
  }

  @Test func waitEndsWithItsTask() async throws {
    let tempo = EngineTempo(requestTimeout: .seconds(5), reconcileInterval: .seconds(3600))
    let waiting = Task { await tempo.waitForNextList() }
    waiting.cancel()
    await waiting.value
  }
}
