// `make bench`: the figures this version can measure, in a table.

import Glibc

/// Runs every benchmark, or those whose name contains the argument.
@main
struct Bench {
  static func main() {
    let only = CommandLine.arguments.dropFirst().first ?? ""
    let benchmarks: [Benchmark] = [.events, .decoding] + [304, 1_000, 10_000].map { .scrape(containers: $0) }
    var table = Table()
    for benchmark in benchmarks where only.isEmpty || benchmark.name.contains(only) {
      table.add(benchmark, runs: (0..<7).map { _ in benchmark.run() })
    }
    table.print()
  }
}

/// One figure: what is measured, what is aimed at, and how.
struct Benchmark {
  var name: String
  var goal: String
  var unit: String
  /// One run's result, in `unit`.
  var run: () -> Double
}

/// The monotonic clock, seconds.
func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
