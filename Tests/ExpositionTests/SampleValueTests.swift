import Testing

@testable import Exposition

@Suite struct SampleValueTests {
  private func text(_ value: SampleValue) -> String {
    var bytes: [UInt8] = []
    value.append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [(Int64(0), "0"), (7, "7"), (10, "10"), (-120, "-120"), (.max, "9223372036854775807"), (.min, "-9223372036854775808")])
  func integers(_ value: Int64, _ expected: String) {
    #expect(text(.integer(value)) == expected)
  }

  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (1, "1"), (0.1, "0.1"), (1e15, "1000000000000000"), (1e18, "1000000000000000000"), (1.5e-7, "1.5e-07"),
    (1e300, "1e+300"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (1_764_000_000.25, "1764000000.25"),
  ])
  func doubles(_ value: Double, _ expected: String) {
    #expect(text(.double(value)) == expected)
  }

  @Test(arguments: [0.1, 1.0 / 3, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 123456.789e30])
  func doublesReadBackTheSame(_ value: Double) {
    #expect(Double(text(.double(value))) == value)
  }

  @Test(arguments: [
    (Int64(0), "0"), (1, "0.000000001"), (1_500_000_000, "1.5"), (60_000_000_000, "60"), (-2_000_000_030, "-2.00000003"),
    (1_764_000_000_123_456_789, "1764000000.123456789"), (999_999_999, "0.999999999"), (.min, "-9223372036.854775808"),
  ])
  func nanosecondsAreSeconds(_ value: Int64, _ expected: String) {
    #expect(text(.nanoseconds(value)) == expected)
    #expect(SampleValue.length(nanoseconds: value) == expected.utf8.count)
  }

  @Test func truthIsOne() {
    #expect(text(SampleValue(true)) == "1")
    #expect(text(SampleValue(false)) == "0")
  }
}
