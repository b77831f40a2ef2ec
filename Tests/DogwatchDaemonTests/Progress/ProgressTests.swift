import Systemd
import Testing

@testable import DogwatchDaemon

@Suite struct ProgressTests {
  private let progress = Progress(busyLimit: .seconds(10))
  private static let second: Int64 = 1_000_000_000

  private func stall(inSeconds seconds: Int64) -> Stall? {
    progress.stall(at: MonotonicClock.nanoseconds() + seconds * Self.second)
  }

  @Test func loopThatWaitsForInputNeverStandsStill() {
    let loop = progress.loop("event pump")
    #expect(stall(inSeconds: 1000) == nil)
    loop.works()
    loop.waits()
    #expect(stall(inSeconds: 1000) == nil)
  }

  @Test func loopBusyForTooLongIsNamed() {
    _ = progress.loop("reconciler")
    let loop = progress.loop("event pump")
    loop.works()
    #expect(stall(inSeconds: 5) == nil)
    #expect(stall(inSeconds: 12)?.loop == "event pump")
    #expect(stall(inSeconds: 12).map { "\($0)" } == "the event pump has stood still for 12 s")
  }

  @Test func whatStandsStillElsewhereIsNamedToo() {
    progress.watch { nil }
    #expect(stall(inSeconds: 0) == nil)
    progress.watch { Stall(loop: "courier of team", nanoseconds: 20 * Self.second) }
    #expect(stall(inSeconds: 0)?.loop == "courier of team")
  }

  @Test func eachStepOfWorkIsProgress() {
    let loop = progress.loop("watchkeeper")
    loop.works()
    let before = loop.busyTime(at: MonotonicClock.nanoseconds() + 20 * Self.second) ?? 0
    loop.works()
    let after = loop.busyTime(at: MonotonicClock.nanoseconds() + 20 * Self.second) ?? 0
    #expect(before >= 20 * Self.second && after >= 20 * Self.second)
    #expect(loop.busyTime(at: MonotonicClock.nanoseconds()) ?? .max < 20 * Self.second)
  }

  @Test func theLoopBusyTheLongestIsNamed() async throws {
    let first = progress.loop("first")
    let second = progress.loop("second")
    second.works()
    try await eventually("a later time") { MonotonicClock.nanoseconds() > 0 && second.busyTime(at: MonotonicClock.nanoseconds()) ?? 0 > 0 }
    first.works()
    #expect(stall(inSeconds: 100)?.loop == "second")
  }

  @Test func whatIsWaitedForIsNoStallWhateverComesOfIt() async {
    struct Refused: Error {}
    let loop = progress.loop("event pump")
    loop.works()
    await #expect(throws: Refused.self) {
      try await loop.waiting { () throws(Refused) in
        #expect(stall(inSeconds: 1000) == nil)
        throw Refused()
      }
    }
    #expect(stall(inSeconds: 1000)?.loop == "event pump", "busy again")
  }

  @Test func threadThatTakesNoWorkStandsStillUntilItDoes() {
    nonisolated(unsafe) var answer: (@Sendable () -> Void)?
    let probe = ThreadProbe(progress.loop("thread")) { answer = $0 }
    #expect(stall(inSeconds: 1000) == nil, "not asked yet")
    probe.ask()
    #expect(stall(inSeconds: 12)?.loop == "thread")
    probe.ask()
    answer?()
    #expect(stall(inSeconds: 1000) == nil)
  }
}
