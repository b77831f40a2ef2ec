// Numbers as the table shows them.

enum Number {
  /// Whole from a hundred on, else with two digits behind the point.
  static func text(_ value: Double) -> String {
    if value >= 100 || value == value.rounded() { return grouped(Int64(value.rounded())) }
    return "\((value * 100).rounded() / 100)"
  }

  /// `1,234,567`.
  private static func grouped(_ value: Int64) -> String {
    var digits = Array(String(value.magnitude))
    for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
    return (value < 0 ? "-" : "") + String(digits)
  }
}

enum Percentile {
  /// The value below which that part of all lies (nearest rank).
  static func of(_ values: [Double], _ part: Double) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    let rank = Int((part * Double(sorted.count)).rounded(.up))
    return sorted[min(max(rank - 1, 0), sorted.count - 1)]
  }
}
