import JSON
import Testing

@Suite struct JSONNumberTests {
  private func int64(_ text: String) -> Result<Int64, JSONError> {
    Result { () throws(JSONError) in
      try JSONReader.read(Array(text.utf8)) { reader throws(JSONError) in try reader.int64() }
    }
  }

  private func double(_ text: String) throws(JSONError) -> Double {
    try JSONReader.read(Array(text.utf8)) { reader throws(JSONError) in try reader.double() }
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("7", 7), ("-12", -12), ("1760000000123456789", 1_760_000_000_123_456_789),
    ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
  ])
  func wholeNumbersAreRead(_ text: String, _ value: Int64) {
    #expect(int64(text) == .success(value))
  }

  @Test(arguments: ["9223372036854775808", "-9223372036854775809", "99999999999999999999999999", "18446744073709551616"])
  func numbersTooLargeAreAnErrorAndNoTrap(_ text: String) {
    #expect(int64(text) == .failure(JSONError(offset: 0, reason: .numberOutOfRange)))
  }

  @Test func hugeNumberIsSkippedAndRefusedAsInteger() {
    let huge = String(repeating: "9", count: 100_000)
    #expect(skippingError(huge) == nil)
    #expect(int64(huge) == .failure(JSONError(offset: 0, reason: .numberOutOfRange)))
  }

  @Test(arguments: ["1.0", "1e3", "-0.5", "1E-2", "1.5e+300"])
  func fractionsAndExponentsAreNoWholeNumbers(_ text: String) {
    #expect(int64(text) == .failure(JSONError(offset: 0, reason: .notAnInteger)))
  }

  @Test func doublesAreReadExactly() throws {
    #expect(try double("0.1") == 0.1)
    #expect(try double("-1.5e3") == -1500)
    #expect(try double("4.9e-324") == .leastNonzeroMagnitude)
    #expect(try double("1e308") == 1e308)
  }

  @Test func doubleTooLargeIsAnError() {
    #expect(throws: JSONError(offset: 0, reason: .numberOutOfRange)) { _ = try double("1e400") }
  }

  @Test func leadingZeroIsBlamedAtTheNumber() {
    #expect(skippingError("[1, 007]") == JSONError(offset: 4, reason: .invalidNumber))
  }

  @Test func nullStandsForNoNumber() throws {
    let values = try JSONReader.read(Array("[null, 3]".utf8)) { reader throws(JSONError) in
      try reader.elements { reader throws(JSONError) in try reader.int64OrNull() }
    }
    #expect(values == [nil, 3])
  }

  @Test func numberTextIsKeptAsWritten() throws {
    let text = try JSONReader.read(Array(" 1.500e+02 ".utf8)) { reader throws(JSONError) in try reader.numberText() }
    #expect(text == "1.500e+02")
  }
}
