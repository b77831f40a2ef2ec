// Numbers as both formats write them.

enum NumberText {
  /// Decimal digits.
  static func append(_ value: Int64, to bytes: inout [UInt8]) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    append(digitsOf: value.magnitude, to: &bytes)
  }

  /// Whole numbers without point or exponent; others in the fewest digits that read back as the same number; `+Inf`, `-Inf`, `NaN`.
  static func append(_ value: Double, to bytes: inout [UInt8]) {
    if let whole = Int64(exactly: value) {
      append(whole, to: &bytes)
    } else if value.isFinite {
      bytes.append(contentsOf: value.description.utf8)
    } else {
      bytes.append(contentsOf: (value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf").utf8)
    }
  }

  /// Nanoseconds as seconds: up to nine digits of fraction, without trailing zeros.
  static func append(nanoseconds: Int64, to bytes: inout [UInt8]) {
    if nanoseconds < 0 { bytes.append(UInt8(ascii: "-")) }
    var (seconds, fraction) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    append(digitsOf: seconds, to: &bytes)
    guard fraction != 0 else { return }
    bytes.append(UInt8(ascii: "."))
    while fraction != 0 {
      (seconds, fraction) = fraction.quotientAndRemainder(dividingBy: 100_000_000)
      bytes.append(UInt8(ascii: "0") + UInt8(seconds))
      fraction *= 10
    }
  }

  /// How many bytes that takes.
  static func length(nanoseconds: Int64) -> Int {
    let (seconds, fraction) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    return (nanoseconds < 0 ? 1 : 0) + digits(of: seconds) + (fraction == 0 ? 0 : 10 - trailingZeros(of: fraction))
  }

  private static func digits(of value: UInt64) -> Int {
    var (count, rest) = (1, value / 10)
    while rest > 0 {
      count += 1
      rest /= 10
    }
    return count
  }

  private static func trailingZeros(of value: UInt64) -> Int {
    var (count, value) = (0, value)
    while value.isMultiple(of: 10) {
      count += 1
      value /= 10
    }
    return count
  }

  /// The upper bound of a histogram's bucket, as OpenMetrics wants it in `le`: always with a point or exponent (`1.0`, `0.005`, `+Inf`).
  static func bound(_ value: Double) -> String {
    value.isFinite ? value.description : "+Inf"
  }

  private static func append(digitsOf value: UInt64, to bytes: inout [UInt8]) {
    guard value > 9 else {
      bytes.append(UInt8(ascii: "0") + UInt8(value))
      return
    }
    let start = bytes.count
    var value = value
    while value > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(value % 10))
      value /= 10
    }
    bytes[start...].reverse()
  }
}
