import Testing

@testable import DogwatchDaemon

@Suite struct ReconnectDelayTests {
  @Test func itDoublesUpToFiveSeconds() {
    var delay = ReconnectDelay()
    let waits = (0..<9).map { _ in delay.take(random: 1) }
    #expect(waits == [100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000].map { .milliseconds($0) })
  }

  @Test func jitterTakesAwayAtMostHalf() {
    for _ in 0..<1000 {
      var delay = ReconnectDelay()
      let wait = delay.take()
      #expect(wait >= .milliseconds(50) && wait <= .milliseconds(100))
    }
  }

  @Test func aConnectionThatHeldBeginsAnew() {
    var delay = ReconnectDelay()
    for _ in 0..<5 { _ = delay.take() }
    delay.connectionEnded(after: .seconds(10))
    #expect(delay.take(random: 1) == .milliseconds(100))
  }

  @Test func aConnectionThatEndedSoonDoesNot() {
    var delay = ReconnectDelay()
    for _ in 0..<5 { _ = delay.take() }
    delay.connectionEnded(after: .seconds(9))
    #expect(delay.take(random: 1) == .milliseconds(3200))
  }
}
