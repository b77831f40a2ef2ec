// Durations as people write them (SPEC.md, Configuration).

enum DurationText {
  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
  ]

  /// Nanoseconds of `500ms`, `30s`, `1h30m`, `30d`; nil when it is no duration or too long.
  static func nanoseconds(_ text: String) -> Int64? {
    guard !text.isEmpty else { return nil }
    var rest = Substring(text)
    var sum: Int64 = 0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      let name = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest.dropFirst(name.count)
      guard let number = Int64(digits), let unit = units.first(where: { $0.name == name }) else { return nil }
      let (product, overflow) = number.multipliedReportingOverflow(by: unit.nanoseconds)
      let (total, overflowToo) = sum.addingReportingOverflow(product)
      guard !overflow, !overflowToo else { return nil }
      sum = total
    }
    return sum
  }
}
