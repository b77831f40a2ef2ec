// The table that is printed, and the same as JSON.

import FoundationEssentials
import JSON

/// Figures beside their goals: the median of several runs, and how far they spread.
struct Report {
  private var machine: Machine
  private(set) var rows: [Row] = []

  /// A figure and what was measured.
  struct Row {
    var benchmark: String
    var figure: Figure
    var values: [Double]

    var sorted: [Double] { values.sorted() }
    var median: Double { Percentile.of(values, 0.5) }
    var isMissed: Bool { figure.goal.map { !$0.isReached(by: median) } ?? false }
  }

  init(machine: Machine) {
    self.machine = machine
  }

  mutating func add(_ benchmark: Benchmark, _ values: [[Double]]) {
    for (figure, values) in zip(benchmark.figures, values) {
      rows.append(Row(benchmark: benchmark.name, figure: figure, values: values))
    }
  }

  /// Everything is measured.
  mutating func end() {
    machine.noteEnd()
  }

  // MARK: Text

  /// The machine and a table in Markdown; a row that missed its goal says so.
  var text: String {
    var cells = [["figure", "goal", "median", "spread", "runs", ""]]
    for row in rows {
      let (low, high) = (row.sorted.first ?? 0, row.sorted.last ?? 0)
      cells.append([
        row.figure.title, row.figure.goal.map { "\($0) \(row.figure.unit)" } ?? "–", "\(Number.text(row.median)) \(row.figure.unit)",
        "\(Number.text(low)) – \(Number.text(high))", "\(row.values.count)", row.isMissed ? "**missed**" : "",
      ])
    }
    let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    cells.insert(widths.map { String(repeating: "-", count: $0) }, at: 1)
    let lines = cells.map { row in
      "| " + zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }.joined(separator: " | ")
        + " |"
    }
    return "\(machine.description)\n\n" + lines.joined(separator: "\n")
  }

  // MARK: JSON

  func write(to path: String) throws {
    var json = JSONWriter(.pretty)
    json.object { json in
      json.object("machine") { json in machine.write(to: &json) }
      json.array("figures") { json in
        for row in rows { json.object { json in Self.write(row, to: &json) } }
      }
    }
    json.endLine()
    try Data(json.bytes).write(to: URL(filePath: path))
  }

  private static func write(_ row: Row, to json: inout JSONWriter) {
    json.member("benchmark", row.benchmark)
    json.member("figure", row.figure.title)
    json.member("unit", row.figure.unit)
    switch row.figure.goal {
    case .atMost(let limit): json.member("atMost", limit)
    case .atLeast(let limit): json.member("atLeast", limit)
    case nil: break
    }
    json.member("median", row.median)
    json.member("low", row.sorted.first ?? 0)
    json.member("high", row.sorted.last ?? 0)
    json.array("runs") { json in
      for value in row.values { json.value(value) }
    }
    json.member("isMissed", row.isMissed)
  }
}
