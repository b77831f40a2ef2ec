// Which deliveries go next: no clock, no network.

import Testing
import Watch

@testable import Webhooks

@Suite struct DeliveryPlanTests {
  private func at(_ seconds: Int64) -> Arrival {
    Arrival(time: Timestamp(seconds: 1000 + seconds), uptime: Uptime(nanoseconds: seconds * 1_000_000_000))
  }

  private func failed(_ number: Int64) -> Delivery { .test(number, attempts: DeliveryAttempts(failures: 2)) }

  private func limits(attempts: Int = 64, retries: Int = 32, beginners: Int = 8, retryingBeginners: Int = 4) -> DeliveryLimits {
    var limits = DeliveryLimits()
    (limits.attempts, limits.retries, limits.beginners, limits.retryingBeginners) = (attempts, retries, beginners, retryingBeginners)
    return limits
  }

  private func begun(_ plan: inout DeliveryPlan, at arrival: Arrival) -> [Int64] { plan.take(at: arrival.uptime).begin.map(\.number) }

  @Test func noMoreBeginAtOnceThanAreLet() {
    var plan = DeliveryPlan(limits(beginners: 3))
    plan.offer((1...5).map { .test($0) }, at: at(0))
    #expect(begun(&plan, at: at(0)) == [1, 2, 3])
    #expect(begun(&plan, at: at(0)).isEmpty)
    plan.ended(2)
    #expect(begun(&plan, at: at(0)) == [4])
  }

  @Test func whatIsNotAnsweredSoonHoldsUpNobody() {
    var plan = DeliveryPlan(limits(beginners: 3))
    plan.offer((1...5).map { .test($0) }, at: at(0))
    #expect(begun(&plan, at: at(0)) == [1, 2, 3])
    #expect(plan.nextDue(after: at(0).uptime) == at(0).uptime.advanced(by: plan.limits.beginning))
    #expect(begun(&plan, at: at(1)) == [4, 5])
  }

  @Test func groupsThatFailedLeaveRoomForOthers() {
    var plan = DeliveryPlan(limits(attempts: 4, retries: 2, beginners: 4, retryingBeginners: 1))
    plan.offer((1...6).map(failed), at: at(0))
    #expect(begun(&plan, at: at(0)) == [1])
    #expect(begun(&plan, at: at(1)) == [2])
    #expect(begun(&plan, at: at(2)).isEmpty)
    plan.offer([.test(7), .test(8), .test(9)], at: at(3))
    #expect(begun(&plan, at: at(3)) == [7, 8])
    plan.ended(1)
    #expect(begun(&plan, at: at(3)) == [9])
  }

  @Test func whoFailedLeastIsTriedFirst() {
    var plan = DeliveryPlan(limits(retryingBeginners: 1))
    plan.offer([.test(1, attempts: DeliveryAttempts(failures: 3)), .test(2, attempts: DeliveryAttempts(failures: 1))], at: at(0))
    #expect(begun(&plan, at: at(1)) == [2])
  }

  @Test func whatHangsLongestGivesWayWhenNoPlaceIsLeft() {
    var plan = DeliveryPlan(limits(attempts: 2))
    plan.offer([.test(1)], at: at(0))
    #expect(begun(&plan, at: at(0)) == [1])
    plan.offer([.test(2), .test(3)], at: at(1))
    #expect(begun(&plan, at: at(1)) == [2])
    #expect(plan.take(at: at(2).uptime).giveUp.isEmpty, "not yet")
    #expect(plan.nextDue(after: at(2).uptime) == at(0).uptime.advanced(by: plan.limits.patience))
    #expect(plan.take(at: at(3).uptime).giveUp == [1])
    #expect(plan.take(at: at(5).uptime).giveUp.isEmpty, "one place for one that waits")
    plan.postponed(failed(1), until: at(100).uptime)
    #expect(begun(&plan, at: at(5)) == [3])
  }

  @Test func whoFailedBeforeNeitherGivesWayNorIsGivenWay() {
    var plan = DeliveryPlan(limits(attempts: 2, retries: 1))
    plan.offer([failed(1), failed(2), .test(3)], at: at(0))
    #expect(begun(&plan, at: at(0)) == [3, 1])
    #expect(plan.take(at: at(60).uptime).giveUp.isEmpty)
    plan.offer([.test(4)], at: at(60))
    #expect(plan.take(at: at(60).uptime).giveUp == [3])
  }

  /// A receiver that answers nobody but one.
  @Test func behindFiveHundredThatHangOneIsReachedWithinTwoTimeouts() {
    let limits = DeliveryLimits(timeout: .seconds(10))
    var plan = DeliveryPlan(limits)
    plan.offer((1...501).map { .test($0) }, at: at(0))
    var now = at(0).uptime
    while now < at(20).uptime {
      let step = plan.take(at: now)
      #expect(plan.underwayCount <= limits.attempts)
      if step.begin.contains(where: { $0.number == 501 }) { return }
      for number in step.giveUp { plan.postponed(failed(number), until: now.advanced(by: 1_000_000_000)) }
      now = now.advanced(by: 10_000_000)
    }
    Issue.record("never begun")
  }

  @Test func postponedDeliveryWaitsForItsTime() {
    var plan = DeliveryPlan()
    plan.offer([.test(1)], at: at(0))
    let delivery = plan.take(at: at(0).uptime).begin[0]
    plan.postponed(delivery, until: at(10).uptime)
    #expect(begun(&plan, at: at(9)).isEmpty)
    #expect(plan.nextDue(after: at(9).uptime) == at(10).uptime)
    #expect(begun(&plan, at: at(10)) == [1])
    #expect(plan.nextDue(after: at(10).uptime) == nil)
  }

  @Test func keptTimeOfTheNextAttemptIsWaitedForAfterARestart() {
    var plan = DeliveryPlan()
    var delivery = failed(1)
    delivery.notBefore = at(30).time
    plan.offer([delivery], at: at(0))
    #expect(begun(&plan, at: at(29)).isEmpty)
    #expect(begun(&plan, at: at(30)).count == 1)
  }

  @Test func clockSetBackHoldsNothingUpForLongerThanTheLongestBackOff() {
    var plan = DeliveryPlan()
    var delivery = failed(1)
    delivery.notBefore = at(86_400 * 365).time
    plan.offer([delivery], at: at(0))
    #expect(begun(&plan, at: at(300)).count == 1)
  }

  @Test func offeredTwiceUnderwayOrEndedIsTakenOnce() {
    var plan = DeliveryPlan()
    plan.offer([.test(1), .test(1)], at: at(0))
    plan.offer([.test(1)], at: at(0))
    #expect(begun(&plan, at: at(0)).count == 1)
    plan.offer([.test(1)], at: at(1))
    #expect(begun(&plan, at: at(1)).isEmpty)
    plan.ended(1)
    plan.offer([.test(1)], at: at(2))
    #expect(begun(&plan, at: at(2)).isEmpty && plan.waitingCount == 0 && plan.underwayCount == 0)
  }

  @Test func withdrawnIsForgottenUnlessUnderway() {
    var plan = DeliveryPlan(limits(attempts: 1))
    plan.offer([.test(1), .test(2)], at: at(0))
    _ = plan.take(at: at(0).uptime)
    plan.withdraw([1, 2])
    #expect(plan.waitingCount == 0 && plan.underwayCount == 1)
  }

  @Test func busySinceIsWhenTheLongestRequestBegan() {
    var plan = DeliveryPlan()
    #expect(plan.busySince == nil)
    plan.offer([.test(1)], at: at(0))
    _ = plan.take(at: at(0).uptime)
    plan.offer([.test(2)], at: at(5))
    _ = plan.take(at: at(5).uptime)
    #expect(plan.busySince == at(0).uptime)
    plan.goesOn(1, at: at(7).uptime)
    #expect(plan.busySince == at(5).uptime)
    plan.ended(2)
    plan.ended(1)
    #expect(plan.busySince == nil)
  }
}
