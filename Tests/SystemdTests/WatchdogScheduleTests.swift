import Testing

@testable import Systemd

@Suite struct WatchdogScheduleTests {
  /// A loop that stands still must be found, and named, before systemd's limit after the last ping.
  @Test(arguments: [1_000_000, 2_000_000, 30_000_000, 180_000_000] as [UInt64])
  func thereIsTimeToSayWhichLoopStandsStill(_ limit: UInt64) {
    let schedule = WatchdogSchedule(limitMicroseconds: limit)
    #expect(schedule.interval == .microseconds(limit / 2))
    #expect(schedule.busyLimit < schedule.interval)
    #expect(schedule.impatientInterval * 4 <= schedule.interval)
    #expect(schedule.impatientInterval > .zero)
  }

  @Test func withoutAWatchdogNothingIsAsked() {
    #expect(WatchdogSchedule.asked() == nil)
  }
}
