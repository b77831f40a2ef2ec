import Testing
import Watch

@testable import Terminal

@Suite struct RecentRestartsTests {
  private func start(_ name: String, _ reason: StartReason, at hour: Int64) -> Transition {
    Transition(sequence: hour, time: Timestamp(seconds: hour * 3600), name: ContainerName(name), id: nil, kind: .start(reason))
  }

  @Test func onlyStartsByPolicyWithinADayCount() {
    var restarts = RecentRestarts()
    for hour: Int64 in [1, 10, 20] { restarts.add(start("web", .policy, at: hour)) }
    restarts.add(start("web", .manual, at: 21))
    restarts.add(start("db", .policy, at: 22))
    restarts.add(Transition(sequence: 1, time: Timestamp(seconds: 0), name: ContainerName("web"), id: nil, kind: .paused))
    let web = ContainerName("web")
    #expect(restarts.count(of: web, at: Timestamp(seconds: 24 * 3600)) == 3)
    #expect(restarts.count(of: web, at: Timestamp(seconds: 26 * 3600)) == 2)
    restarts.forget(before: Timestamp(seconds: 40 * 3600))
    #expect(restarts.count(of: web, at: Timestamp(seconds: 24 * 3600)) == 1)
    #expect(restarts.count(of: ContainerName("nobody"), at: Timestamp(seconds: 0)) == 0)
  }
}
