// What can be measured.

/// Something that is run several times; each run gives one value for each of its figures.
struct Benchmark: Sendable {
  let name: String
  let figures: [Figure]
  /// How often it is run.
  var runs = 5
  let run: @Sendable (Options) async throws -> [Double]

  /// What is said on the command line about how to run.
  struct Options: Sendable {
    /// How long those run that take as long as one likes.
    var minutes: Double
    /// How many times as fast as usual churn is, and what it keeps goes.
    var speed: Double
  }

  /// The values of all runs, for each figure.
  func measure(runs: Int?, _ options: Options) async throws -> [[Double]] {
    var values: [[Double]] = figures.map { _ in [] }
    for _ in 0..<max(runs ?? self.runs, 1) {
      for (figure, value) in try await run(options).enumerated() { values[figure].append(value) }
    }
    return values
  }
}

/// One row of the table.
struct Figure: Sendable {
  var title: String
  var unit: String
  var goal: Goal?

  init(_ title: String, _ unit: String, _ goal: Goal? = nil) {
    (self.title, self.unit, self.goal) = (title, unit, goal)
  }
}

/// What is aimed at (SPEC.md, Figures), in the figure's unit.
enum Goal: Sendable, CustomStringConvertible {
  case atMost(Double)
  case atLeast(Double)

  func isReached(by value: Double) -> Bool {
    switch self {
    case .atMost(let limit): value <= limit
    case .atLeast(let limit): value >= limit
    }
  }

  var description: String {
    switch self {
    case .atMost(let limit): "≤ \(Number.text(limit))"
    case .atLeast(let limit): "≥ \(Number.text(limit))"
    }
  }
}

/// A thing that went otherwise than it must for a figure to mean anything.
struct Trouble: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
