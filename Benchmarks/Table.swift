// The table that is printed.

/// Figures beside their goals: the median of several runs, and how far they spread.
struct Table {
  private var rows: [[String]] = [["figure", "goal", "median", "spread", "unit"]]

  mutating func add(_ benchmark: Benchmark, runs: [Double]) {
    let sorted = runs.sorted()
    let (low, high) = (sorted.first ?? 0, sorted.last ?? 0)
    rows.append([
      benchmark.name, benchmark.goal, Self.text(sorted[sorted.count / 2]), "\(Self.text(low)) – \(Self.text(high))", benchmark.unit,
    ])
  }

  func print() {
    let widths = (0..<rows[0].count).map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      let cells = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
      Swift.print(cells.joined(separator: "  "))
    }
  }

  /// Whole from a hundred on, else with two digits.
  private static func text(_ value: Double) -> String {
    value >= 100 ? "\(Int(value.rounded()))" : "\((value * 100).rounded() / 100)"
  }
}
