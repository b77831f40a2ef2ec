import Synchronization
import Testing

@testable import Systemd

@Suite struct NotifierTests {
  private final class Sent: Sendable {
    let texts = Mutex<[String]>([])
    var notifier: Notifier { Notifier(isListened: true) { text in self.texts.withLock { $0.append(text) } } }
  }

  @Test func whatBelongsTogetherIsOneNotification() {
    let sent = Sent()
    sent.notifier.tell(.ready, .status("watching 2 containers"))
    sent.notifier.tell(.watchdog)
    sent.notifier.tell(.errno(98), .status("cannot listen"))
    sent.notifier.tell(.stopping)
    #expect(
      sent.texts.withLock { $0 } == ["READY=1\nSTATUS=watching 2 containers", "WATCHDOG=1", "ERRNO=98\nSTATUS=cannot listen", "STOPPING=1"])
  }

  /// systemd compares the time with its own of CLOCK_MONOTONIC (sd_notify(3)).
  @Test func reloadCarriesTheMonotonicTime() throws {
    let sent = Sent()
    let before = MonotonicClock.nanoseconds() / 1000
    sent.notifier.tellReloading("reloading")
    let after = MonotonicClock.nanoseconds() / 1000
    let text = try #require(sent.texts.withLock { $0.first })
    let match = try #require(text.wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=([0-9]+)\nSTATUS=reloading/))
    #expect((before...after).contains(try #require(Int64(match.1))))
  }

  @Test func statusCannotSmuggleInAnotherAssignment() {
    let sent = Sent()
    sent.notifier.tell(.status("no engine\nMAINPID=1\r\0"))
    #expect(sent.texts.withLock { $0 } == ["STATUS=no engine MAINPID=1  "])
  }

  @Test func withoutASocketNothingIsSaid() {
    #expect(!Notifier(environment: [:]).isListened)
    #expect(Notifier(environment: ["NOTIFY_SOCKET": "/run/systemd/notify"]).isListened)
    let notifier = Notifier(isListened: false) { Issue.record("sent \($0)") }
    notifier.tell(.ready)
    notifier.tellReloading("now")
  }

  // MARK: A manager that does not read

  @Test func managerThatHangsHoldsUpNobodyAndHearsInTheEndHowThingsAre() {
    let manager = SlowReceiver()
    let notifier = Notifier(sendingApart: { manager.take($0) })
    #expect(notifier.tell(.ready))
    #expect(manager.entered.wait(milliseconds: 60_000))
    #expect(notifier.tell(.watchdog))
    #expect(notifier.tell(.status("watching 1 container")))
    #expect(!notifier.tell(.watchdog), "waits already")
    #expect(notifier.tell(.stopping, .status("ending")))
    notifier.flush(milliseconds: 1)
    #expect(manager.texts == [])
    manager.open()
    notifier.flush(milliseconds: 60_000)
    #expect(manager.texts == ["READY=1", "STATUS=watching 1 container", "WATCHDOG=1", "STOPPING=1\nSTATUS=ending"])
  }

  @Test func ofTooMuchThatWaitsTheOldestIsLeftOut() {
    var queue = NotificationQueue()
    for number in 1...NotificationQueue.limit + 2 { _ = queue.append("STATUS=\(number)") }
    #expect(queue.texts.count == NotificationQueue.limit)
    #expect(queue.texts.first == "STATUS=3" && queue.texts.last == "STATUS=\(NotificationQueue.limit + 2)")
  }
}
