import Testing

@testable import Watch

@Suite struct QuantityTests {
  @Test(arguments: [
    (-5, "less than 0.1 s"), (99_999_999, "less than 0.1 s"), (250_000_000, "0.2 s"), (4_900_000_000, "4 s"), (60_000_000_000, "1 m"),
    (150_000_000_000, "2 m 30 s"), (3_600_000_000_000, "1 h"), (3_659_000_000_000, "1 h"), (21_660_000_000_000, "6 h 1 m"),
    (86_400_000_000_000, "1 d"), (273_600_000_000_000, "3 d 4 h"),
  ])
  func durationsAreTheTwoGreatestUnitsAtMost(_ nanoseconds: Int64, _ text: String) {
    #expect(Quantity.duration(nanoseconds) == text)
  }
}
