// Instructions of fixed loads: on a machine shared with others times move, these hardly do.

import FoundationEssentials

extension Benchmark {
  /// Counted by valgrind's callgrind; beside each the baseline in the repository, of which it may be five hundredths more.
  static let instructions = FixedLoad.allCases.map { load in
    let limit = Baseline.recorded[load].map { Goal.atMost(($0 * Baseline.tolerance).rounded()) }
    return Benchmark(
      name: load.benchmark, figures: [Figure("instructions: \(load.title)", "", limit)], runs: 1
    ) { _ in
      let rounds = FixedLoad.maximumRounds
      let (half, whole) = (try count(load, rounds: rounds / 2), try count(load, rounds: rounds))
      return [((whole - half) / Double(rounds / 2 * load.countPerRound)).rounded()]
    }
  }

  /// This program without what debuggers read: valgrind does not understand all of it.
  private static func stripped(into folder: Folder) throws -> String {
    let path = "\(folder.path)/dogwatch-bench"
    try ChildProcess.run("strip", ["-o", path, Bench.path], output: "\(folder.path)/log")
    return path
  }

  /// The instructions of a process that runs the load for so many rounds.
  private static func count(_ load: FixedLoad, rounds: Int) throws -> Double {
    let folder = try Folder()
    let log = "\(folder.path)/log"
    // A seed of its own for every hash table would make each run another.
    try ChildProcess.run(
      "valgrind",
      ["--tool=callgrind", "--callgrind-out-file=/dev/null", try stripped(into: folder), "load", load.rawValue, "\(rounds)"],
      environment: ["SWIFT_DETERMINISTIC_HASHING": "1"], output: log)
    let said = try String(contentsOfFile: log, encoding: .utf8)
    guard let found = said.firstMatch(of: /Collected : ([0-9]+)/).flatMap({ Double($0.1) }) else {
      throw Trouble("valgrind counted nothing:\n\(said)")
    }
    return found
  }
}
