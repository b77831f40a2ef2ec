// Which deliveries go next: no clock, no network.

import Testing
import Watch

@testable import Webhooks

@Suite struct DeliveryPlanTests {
  private func at(_ seconds: Int64) -> Arrival {
    Arrival(time: Timestamp(seconds: 1000 + seconds), uptime: Uptime(nanoseconds: seconds * 1_000_000_000))
  }

  private func failed(_ number: Int64) -> Delivery { .test(number, attempts: DeliveryAttempts(failures: 2)) }

  @Test func noMoreThanTheSlotsAreUnderway() {
    var plan = DeliveryPlan(slots: 3, retrySlots: 2)
    plan.offer((1...5).map { .test($0) }, at: at(0))
    #expect(plan.take(at: at(0).uptime).map(\.number) == [1, 2, 3])
    #expect(plan.take(at: at(0).uptime).isEmpty)
    plan.ended(2)
    #expect(plan.take(at: at(0).uptime).map(\.number) == [4])
  }

  @Test func groupsThatFailedLeaveRoomForOthers() {
    var plan = DeliveryPlan(slots: 4, retrySlots: 2)
    plan.offer((1...6).map(failed), at: at(0))
    #expect(plan.take(at: at(0).uptime).map(\.number) == [1, 2])
    plan.offer([.test(7), .test(8), .test(9)], at: at(1))
    #expect(plan.take(at: at(1).uptime).map(\.number) == [7, 8])
    plan.ended(1)
    #expect(plan.take(at: at(1).uptime).map(\.number) == [9])
  }

  @Test func postponedDeliveryWaitsForItsTime() {
    var plan = DeliveryPlan()
    plan.offer([.test(1)], at: at(0))
    let delivery = plan.take(at: at(0).uptime)[0]
    plan.postponed(delivery, until: at(10).uptime)
    #expect(plan.take(at: at(9).uptime).isEmpty)
    #expect(plan.nextDue(after: at(9).uptime) == at(10).uptime)
    #expect(plan.take(at: at(10).uptime).map(\.number) == [1])
    #expect(plan.nextDue(after: at(10).uptime) == nil)
  }

  @Test func keptTimeOfTheNextAttemptIsWaitedForAfterARestart() {
    var plan = DeliveryPlan()
    var delivery = failed(1)
    delivery.notBefore = at(30).time
    plan.offer([delivery], at: at(0))
    #expect(plan.take(at: at(29).uptime).isEmpty)
    #expect(plan.take(at: at(30).uptime).count == 1)
  }

  @Test func clockSetBackHoldsNothingUpForLongerThanTheLongestBackOff() {
    var plan = DeliveryPlan()
    var delivery = failed(1)
    delivery.notBefore = at(86_400 * 365).time
    plan.offer([delivery], at: at(0))
    #expect(plan.take(at: at(300).uptime).count == 1)
  }

  @Test func offeredTwiceUnderwayOrEndedIsTakenOnce() {
    var plan = DeliveryPlan()
    plan.offer([.test(1), .test(1)], at: at(0))
    plan.offer([.test(1)], at: at(0))
    #expect(plan.take(at: at(0).uptime).count == 1)
    plan.offer([.test(1)], at: at(1))
    #expect(plan.take(at: at(1).uptime).isEmpty)
    plan.ended(1)
    plan.offer([.test(1)], at: at(2))
    #expect(plan.take(at: at(2).uptime).isEmpty && plan.waitingCount == 0 && plan.underwayCount == 0)
  }

  @Test func withdrawnIsForgottenUnlessUnderway() {
    var plan = DeliveryPlan(slots: 1)
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
