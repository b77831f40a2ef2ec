// When a delivery goes on: no clock, no network.

import Testing
import Watch

@testable import Webhooks

@Suite struct DeliveryAttemptsTests {
  @Test func backOffDoublesFromASecondToFiveMinutes() {
    var attempts = DeliveryAttempts()
    let waits = (1...12).map { _ -> Int64 in
      guard case .wait(let nanoseconds) = attempts.heard(.retriable(after: nil), of: 1, jitter: 0) else { return -1 }
      return nanoseconds / 1_000_000_000
    }
    #expect(waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
  }

  @Test(arguments: [0, 0.25, 0.5, 0.999999]) func jitterShortensByAQuarterAtMost(jitter: Double) {
    var attempts = DeliveryAttempts(failures: 40)
    guard case .wait(let wait) = attempts.heard(.retriable(after: nil), of: 1, jitter: jitter) else {
      Issue.record("no wait")
      return
    }
    #expect((225_000_000_000...300_000_000_000).contains(wait))
  }

  @Test func retryAfterLengthensButNeverShortens() {
    var attempts = DeliveryAttempts(failures: 3)
    #expect(attempts.heard(.retriable(after: 60_000_000_000), of: 1, jitter: 0) == .wait(60_000_000_000))
    #expect(attempts.heard(.retriable(after: 1), of: 1, jitter: 0) == .wait(16_000_000_000))
  }

  @Test func rejectionOfOneBodyDoesNotKeepTheOthers() {
    var attempts = DeliveryAttempts()
    #expect(attempts.first(of: 3) == .send(0))
    #expect(attempts.heard(.rejected, of: 3, jitter: 0) == .send(1))
    #expect(attempts.heard(.retriable(after: nil), of: 3, jitter: 0) == .wait(1_000_000_000))
    #expect(attempts.first(of: 3) == .send(1))
    #expect(attempts.heard(.accepted, of: 3, jitter: 0) == .send(2))
    #expect(attempts.heard(.accepted, of: 3, jitter: 0) == .rejected)
  }

  @Test func statusesAreFinalOrNot() {
    for status in [200, 201, 202, 204, 299] { #expect(Verdict(status: status) == .accepted) }
    for status in [400, 401, 403, 405, 410, 413, 415, 422] { #expect(Verdict(status: status) == .rejected) }
    for status in [100, 301, 302, 307, 308, 402, 404, 406, 407, 408, 409, 425, 429, 451, 500, 502, 503, 504, 599] {
      #expect(Verdict(status: status, retryAfter: 5) == .retriable(after: 5))
    }
  }

  @Test func retryAfterIsReadInSecondsAndAsADate() {
    let now = Timestamp(seconds: 1_767_323_045)
    #expect(RetryAfter.nanoseconds("120", date: nil, now: now) == 120_000_000_000)
    #expect(RetryAfter.nanoseconds("0.5", date: nil, now: now) == 500_000_000)
    #expect(RetryAfter.nanoseconds("-5", date: nil, now: now) == 0)
    #expect(RetryAfter.nanoseconds("1e30", date: nil, now: now) == 86_400_000_000_000)
    #expect(RetryAfter.nanoseconds("Fri, 02 Jan 2026 03:05:05 GMT", date: nil, now: now) == 60_000_000_000)
    #expect(RetryAfter.nanoseconds("Fri, 02 Jan 2026 03:05:05 GMT", date: "Fri, 02 Jan 2026 03:05:00 GMT", now: now) == 5_000_000_000)
    #expect(RetryAfter.nanoseconds("Thu, 01 Jan 1970 00:00:00 GMT", date: nil, now: now) == 0)
    for text in ["", "soon", "nan", "inf"] { #expect(RetryAfter.nanoseconds(text, date: nil, now: now) == nil) }
    #expect(RetryAfter.nanoseconds(nil, date: nil, now: now) == nil)
  }
}
