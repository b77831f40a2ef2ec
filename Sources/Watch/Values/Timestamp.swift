// A point in time by the engine's or the host's wall clock, and its RFC 3339 form.

/// A wall-clock time: nanoseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Nanoseconds since the Unix epoch; negative before it.
  public var nanoseconds: Int64

  /// A time that many nanoseconds after the Unix epoch.
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// A time that many seconds after the Unix epoch.
  public init(seconds: Int64) {
    self.nanoseconds = seconds &* 1_000_000_000
  }

  /// Seconds since the Unix epoch, as Prometheus counts them.
  public var seconds: Double { Double(nanoseconds) / 1e9 }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }

  /// Nanoseconds from `earlier` to this time; saturates instead of overflowing.
  public func since(_ earlier: Timestamp) -> Int64 {
    let (difference, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
    guard overflow else { return difference }
    return nanoseconds < earlier.nanoseconds ? .min : .max
  }

  /// This time moved by that many nanoseconds; saturates instead of overflowing.
  public func advanced(by nanoseconds: Int64) -> Timestamp {
    let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
    guard overflow else { return Timestamp(nanoseconds: sum) }
    return Timestamp(nanoseconds: nanoseconds < 0 ? .min : .max)
  }
}

// MARK: RFC 3339

extension Timestamp {
  /// Reads an RFC 3339 time with up to nine digits of fraction (more are cut). Nil when it is none, and for
  /// Docker's "never", `0001-01-01T00:00:00Z`, as for every time that does not fit 64 bits of nanoseconds.
  public init?(rfc3339 text: some StringProtocol) {
    var text = String(text)
    guard let time = text.withUTF8({ Timestamp(rfc3339Bytes: $0) }) else { return nil }
    self = time
  }

  /// As `init(rfc3339:)`, from bytes of UTF-8.
  public init?(rfc3339Bytes bytes: UnsafeBufferPointer<UInt8>) {
    func number(_ range: Range<Int>) -> Int64? {
      var value: Int64 = 0
      for index in range {
        let digit = bytes[index] &- 0x30
        guard digit <= 9 else { return nil }
        value = value * 10 + Int64(digit)
      }
      return value
    }
    guard bytes.count >= 20, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] | 0x20 == 0x74 || bytes[10] == 0x20,
      bytes[13] == 0x3A, bytes[16] == 0x3A,
      let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      (1678...2261).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year),
      hour <= 23, minute <= 59, second <= 60
    else { return nil }
    var position = 19
    var fraction: Int64 = 0
    if bytes[position] == 0x2E {
      position += 1
      var scale: Int64 = 100_000_000
      let first = position
      while position < bytes.count, bytes[position] &- 0x30 <= 9 {
        fraction += Int64(bytes[position] &- 0x30) * scale
        scale /= 10
        position += 1
      }
      guard position > first else { return nil }
    }
    guard position < bytes.count else { return nil }
    var offset: Int64 = 0
    switch bytes[position] {
    case 0x5A, 0x7A:
      guard position + 1 == bytes.count else { return nil }
    case 0x2B, 0x2D:
      guard position + 6 == bytes.count, bytes[position + 3] == 0x3A,
        let hours = number(position + 1..<position + 3), let minutes = number(position + 4..<position + 6),
        hours <= 23, minutes <= 59
      else { return nil }
      offset = (hours * 3600 + minutes * 60) * (bytes[position] == 0x2D ? -1 : 1)
    default:
      return nil
    }
    let seconds = Self.daysSinceEpoch(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset
    self.nanoseconds = seconds * 1_000_000_000 + fraction
  }

  /// RFC 3339 in UTC with nine digits of fraction: `2026-01-02T03:04:05.000000006Z`.
  public var rfc3339: String {
    let seconds = Self.floorDivide(nanoseconds, 1_000_000_000)
    // The second in which the least time of all lies begins before it.
    let fraction = nanoseconds &- seconds &* 1_000_000_000
    let days = Self.floorDivide(seconds, 86400)
    let time = seconds - days * 86400
    let (year, month, day) = Self.date(daysSinceEpoch: days)
    return String(unsafeUninitializedCapacity: 30) { buffer in
      func put(_ value: Int64, at position: Int, width: Int) {
        var value = value
        for index in stride(from: position + width - 1, through: position, by: -1) {
          buffer[index] = UInt8(0x30 + value % 10)
          value /= 10
        }
      }
      put(year, at: 0, width: 4)
      put(month, at: 5, width: 2)
      put(day, at: 8, width: 2)
      put(time / 3600, at: 11, width: 2)
      put(time / 60 % 60, at: 14, width: 2)
      put(time % 60, at: 17, width: 2)
      put(fraction, at: 20, width: 9)
      for (index, byte) in [(4, 0x2D), (7, 0x2D), (10, 0x54), (13, 0x3A), (16, 0x3A), (19, 0x2E), (29, 0x5A)] as [(Int, UInt8)] {
        buffer[index] = byte
      }
      return 30
    }
  }

  private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }

  private static func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01 in the proleptic Gregorian calendar, counted in eras of 400 years that begin on 1 March.
  private static func daysSinceEpoch(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = floorDivide(year, 400)
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let days = days + 719_468
    let era = floorDivide(days, 146_097)
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}

extension Timestamp: CustomStringConvertible {
  public var description: String { rfc3339 }
}
