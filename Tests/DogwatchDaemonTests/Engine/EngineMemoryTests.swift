import Testing
import Watch

@testable import DockerEngine
@testable import DogwatchDaemon

@Suite struct EngineMemoryTests {
  private func event(_ seconds: Int64, _ action: EngineEvent.Action = .start) -> EngineEvent {
    EngineEvent(time: Timestamp(seconds: seconds), id: ContainerID("a"), action: action)
  }

  private func ring(_ seconds: some Sequence<Int64>, foreign: Int = 0) -> RingAnswer {
    let items = seconds.map { EventItem.event(event($0)) } + Array(repeating: .foreign, count: foreign)
    return RingAnswer(items: items, lineCount: items.count)
  }

  /// Connected at 1000 with events up to 990, and lost at 1100 (uptime 100).
  private func memory(
    _ first: RingAnswer, listener: ListeningProcess? = nil, seen: [Int64] = [], inOrder: Bool = false, failed: Bool = false
  ) -> EngineMemory {
    var memory = EngineMemory()
    memory.connected(first, listener: listener, engineTime: Timestamp(seconds: 1000))
    for seconds in seen { memory.saw(event(seconds)) }
    memory.disconnected(inOrder: inOrder, at: uptime(100))
    if failed { memory.failed() }
    return memory
  }

  private func uptime(_ seconds: Int64) -> Uptime { Uptime(nanoseconds: seconds * 1_000_000_000) }

  /// Connected again after that many seconds.
  private func verdict(
    _ memory: EngineMemory, _ ring: RingAnswer, listener: ListeningProcess? = nil, after seconds: Int64 = 20
  ) -> EngineMemory.Verdict {
    memory.compare(with: ring, listener: listener, engineTime: Timestamp(seconds: 1100 + seconds), at: uptime(100 + seconds))
  }

  private let full = Int64(2000)..<2256
  private let dockerd = ListeningProcess(pid: 500, startTime: 7)

  @Test func theFirstConnectionIsNeitherRestartNorContinuation() {
    #expect(verdict(EngineMemory(), ring([])) == .init(engineRestarted: false, isContinuous: false))
  }

  @Test func aRingThatHoldsWhatWasKnownIsOfTheSameRun() {
    #expect(!verdict(memory(ring([980, 990])), ring([980, 990, 1110])).engineRestarted)
    #expect(!verdict(memory(ring([]), seen: [1050]), ring([1050])).engineRestarted)
  }

  @Test func aRingThatLacksWhatWasKnownIsOfAnotherRun() {
    #expect(verdict(memory(ring([980, 990])), ring([])).engineRestarted)
    #expect(verdict(memory(ring([980, 990])), ring([1110, 1111])).engineRestarted)
    #expect(verdict(memory(ring([]), seen: [1050]), ring([1110])).engineRestarted)
  }

  /// With `-H fd://` systemd keeps the socket, and a quick restart looks like an answer that took long.
  @Test func noFailureInBetweenIsNeededForThat() {
    #expect(verdict(memory(ring([990]), failed: false), ring([1101]), after: 2).engineRestarted)
  }

  /// After it the stamps of the new run may be older than those known.
  @Test func aClockSetBackDoesNotHideARestart() {
    #expect(verdict(memory(ring([990])), ring([500, 501])).engineRestarted)
  }

  @Test func aClockSetBackIsNoRestart() {
    var memory = memory(ring([980, 990]), seen: [1090])
    #expect(
      !memory.compare(with: ring([980, 990, 400]), listener: nil, engineTime: Timestamp(seconds: 410), at: uptime(120)).engineRestarted)
    #expect(memory.newsSince(Timestamp(seconds: 410)) == Timestamp(seconds: 405))
    memory.connected(ring([980, 990, 400]), listener: nil, engineTime: Timestamp(seconds: 410))
    #expect(memory.newsSince(Timestamp(seconds: 500)) == Timestamp(seconds: 405))
  }

  @Test func nothingKnownProvesNothing() {
    #expect(!verdict(memory(ring([]), failed: true), ring([])).engineRestarted)
    #expect(!verdict(memory(ring([]), failed: true), ring([1110])).engineRestarted)
  }

  @Test func aFullRingProvesNothing() {
    #expect(!verdict(memory(ring([980, 990]), failed: true), ring(full)).engineRestarted)
    #expect(!verdict(memory(ring([980, 990]), failed: true), ring([1110], foreign: 255)).engineRestarted)
  }

  @Test func whereTheRingCannotTellTheListeningProcessDoes() {
    let other = ListeningProcess(pid: 800, startTime: 9)
    let again = ListeningProcess(pid: 500, startTime: 9)
    for unclear in [(ring([980]), ring(full)), (ring([]), ring([1110]))] {
      let memory = memory(unclear.0, listener: dockerd)
      #expect(verdict(memory, unclear.1, listener: other).engineRestarted)
      #expect(verdict(memory, unclear.1, listener: again).engineRestarted)
      #expect(!verdict(memory, unclear.1, listener: dockerd).engineRestarted)
      #expect(!verdict(memory, unclear.1, listener: nil).engineRestarted)
    }
  }

  /// A proxy before the engine may have been started anew.
  @Test func aRingThatCanTellIsBelievedBeforeTheListeningProcess() {
    let other = ListeningProcess(pid: 800, startTime: 9)
    #expect(!verdict(memory(ring([980]), listener: dockerd), ring([980]), listener: other).engineRestarted)
    #expect(verdict(memory(ring([980]), listener: dockerd), ring([1110]), listener: dockerd).engineRestarted)
  }

  // MARK: Nothing missed

  @Test func aCleanEndAndAQuickReturnAreContinuous() {
    #expect(verdict(memory(ring([990]), inOrder: true), ring([990, 1101]), after: 2).isContinuous)
    #expect(verdict(memory(ring([]), inOrder: true), ring([]), after: 2).isContinuous)
  }

  @Test func aBreakIsNot() {
    #expect(!verdict(memory(ring([990]), inOrder: false), ring([990]), after: 2).isContinuous)
  }

  @Test func aLateReturnIsNot() {
    #expect(!verdict(memory(ring([990]), inOrder: true), ring([990]), after: 5).isContinuous)
  }

  @Test func aFailureInBetweenIsNot() {
    #expect(!verdict(memory(ring([990]), inOrder: true, failed: true), ring([990]), after: 2).isContinuous)
  }

  @Test func aRestartIsNot() {
    #expect(verdict(memory(ring([990]), inOrder: true), ring([1101]), after: 2) == .init(engineRestarted: true, isContinuous: false))
  }

  /// Probes fill the ring without the stream ever telling them.
  @Test func aFullRingMustReachBackToTheEnd() {
    let memory = memory(ring([990]), inOrder: true)
    #expect(verdict(memory, ring(Int64(900)..<1156), after: 2).isContinuous)
    #expect(!verdict(memory, ring(Int64(1100)..<1356), after: 2).isContinuous)
  }

  // MARK: What an earlier process knew

  private func earlier(_ seconds: [Int64], ring: [Int64] = [], listener: String? = nil) -> EngineMemory {
    EngineMemory(
      lastTime: Timestamp(seconds: 1000), events: seconds.map { event($0).fingerprint },
      trace: EngineTrace(ring: ring.map { Int64(bitPattern: event($0).fingerprint) }, listener: listener))
  }

  @Test func whatAnEarlierProcessKnewTellsARestartToo() {
    #expect(!verdict(earlier([980]), ring([980, 1110])).engineRestarted)
    #expect(!verdict(earlier([], ring: [980]), ring([980])).engineRestarted)
    #expect(verdict(earlier([980]), ring([1110])).engineRestarted)
    #expect(!verdict(earlier([]), ring([1110])).engineRestarted)
    #expect(verdict(earlier([980], listener: "1:2:other"), ring(full), listener: dockerd).engineRestarted)
    #expect(!verdict(earlier([980], listener: dockerd.trace), ring(full), listener: dockerd).engineRestarted)
    #expect(!verdict(earlier([980], listener: dockerd.trace), ring(full)).engineRestarted)
  }

  @Test func afterAnEarlierProcessNothingIsContinuous() {
    #expect(!verdict(earlier([980]), ring([980])).isContinuous)
  }

  @Test func fromTheFirstConnectionOnItsOwnMemoryCounts() {
    var memory = earlier([980])
    memory.connected(ring([1050]), listener: nil, engineTime: Timestamp(seconds: 1100))
    memory.disconnected(inOrder: false, at: uptime(100))
    #expect(!verdict(memory, ring([1050])).engineRestarted)
    #expect(verdict(memory, ring([980])).engineRestarted)
    #expect(memory.trace.ring == [Int64(bitPattern: event(1050).fingerprint)])
  }
}
