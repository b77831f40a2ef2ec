// The command behind `make bench`.

import ArgumentParser

/// Measures, prints one table, and writes it as JSON.
struct Measure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure", abstract: "Measure, and print one table (the default command).")

  @Option(help: "Only benchmarks whose name contains this.")
  var only = ""

  @Option(help: "How often each is run; without it as often as it says itself.")
  var runs: Int?

  @Option(help: "How many minutes those run that take as long as one likes: churn, engine.")
  var minutes = 60.0

  @Option(help: "How many times as fast as usual churn is, and what it keeps goes: an hour's names in minutes.")
  var speed = 1.0

  @Option(help: "Where the table goes as JSON.")
  var json = ".build/bench.json"

  @Flag(help: "Take the instructions counted now as the baseline.")
  var newBaseline = false

  func run() async throws {
    let chosen = only.isEmpty ? Benchmark.usual : Benchmark.all.filter { $0.name.contains(only) }
    guard !chosen.isEmpty else {
      throw ValidationError("nothing is called that; there is \(Benchmark.all.map(\.name).joined(separator: ", "))")
    }
    var report = Report(machine: Machine())
    for benchmark in chosen {
      StandardError.print("measuring \(benchmark.name)")
      report.add(benchmark, try await benchmark.measure(runs: runs, Benchmark.Options(minutes: minutes, speed: speed)))
    }
    report.end()
    print(report.text)
    try report.write(to: json)
    if newBaseline { try Baseline.record(report) }
  }
}
