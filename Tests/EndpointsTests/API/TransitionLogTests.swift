import Testing
import Watch

@testable import Endpoints

@Suite struct TransitionLogTests {
  /// Transitions 1…count, of web and db in turn, one a second.
  private func log(_ count: Int64, capacity: Int = 10_000) -> TransitionLog {
    let log = TransitionLog(capacity: capacity)
    for number in stride(from: 1, through: count, by: 1) {
      log.append(
        Transition(
          sequence: number, time: .at(Double(number)), name: ContainerName(number % 2 == 0 ? "web" : "db"), id: nil, kind: .paused))
    }
    return log
  }

  private func ask(_ log: TransitionLog, _ query: TransitionQuery) -> ([Int64], Int64) {
    let result = log.query(query)
    return (result.transitions.map(\.sequence), result.next)
  }

  @Test func withoutAfterTheNewestRising() {
    #expect(ask(log(10), TransitionQuery(limit: 3)) == ([8, 9, 10], 10))
    #expect(ask(log(500), TransitionQuery()).0.count == 100)
    #expect(ask(log(0), TransitionQuery()) == ([], 0))
  }

  @Test func afterIsExclusiveAndGoesOnByNext() {
    let log = log(10)
    #expect(ask(log, TransitionQuery(after: 0, limit: 4)) == ([1, 2, 3, 4], 4))
    #expect(ask(log, TransitionQuery(after: 4, limit: 4)) == ([5, 6, 7, 8], 8))
    #expect(ask(log, TransitionQuery(after: 8, limit: 4)) == ([9, 10], 10))
    #expect(ask(log, TransitionQuery(after: 10, limit: 4)) == ([], 10))
    #expect(ask(log, TransitionQuery(after: 99, limit: 4)) == ([], 99))
  }

  @Test func nextGoesPastWhatTheFilterLeftOut() {
    #expect(ask(log(11), TransitionQuery(name: ContainerName("web"), after: 7, limit: 4)) == ([8, 10], 11))
    #expect(ask(log(11), TransitionQuery(name: ContainerName("web"), after: 0, limit: 2)) == ([2, 4], 4))
    #expect(ask(log(11), TransitionQuery(name: ContainerName("none"), after: 0)) == ([], 11))
    #expect(ask(log(11), TransitionQuery(name: ContainerName("web"), limit: 2)) == ([8, 10], 11))
  }

  @Test func sinceIsInclusive() {
    #expect(ask(log(10), TransitionQuery(since: .at(9))) == ([9, 10], 10))
    #expect(ask(log(10), TransitionQuery(name: ContainerName("web"), since: .at(6.5), after: 0)) == ([8, 10], 10))
  }

  @Test func theOldestGoFirst() {
    #expect(ask(log(25, capacity: 10), TransitionQuery(after: 0)) == (Array(16...25), 25))
    #expect(ask(log(25, capacity: 10), TransitionQuery(after: 20, limit: 2)) == ([21, 22], 22))
    #expect(ask(log(20, capacity: 10), TransitionQuery(limit: 3)) == ([18, 19, 20], 20))
  }

}

private func == (left: ([Int64], Int64), right: ([Int64], Int64)) -> Bool { left.0 == right.0 && left.1 == right.1 }
