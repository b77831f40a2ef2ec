// Containers that come, fail and go.

import SimulatedEngine
import Watch

/// By a seed: half of what happens is a change of health, a quarter a crash, a quarter a recreation under a new name.
struct ChurningLoad {
  /// How many containers were made in place of another.
  private(set) var recreations = 0
  private let containers: Int
  private var names: [String]
  private var dice = SeededDice(seed: 1)

  init(containers: Int) {
    self.containers = containers
    names = (0..<containers).map { "job-\($0)" }
  }

  /// What is kept for long by its nature is not kept for long here, so that all that grows shows.
  static func configuration(speed: Double) -> String {
    let retention = max(1, Int(300 / speed))
    return #"""
      "state": {"historyRetention": "\#(retention)s"}, "metrics": {"removedRetention": "\#(retention)s"},
      "alerts": {"groupWait": "1s", "groupInterval": "5s"}
      """#
  }

  func populate(_ engine: inout Engine) throws {
    for number in 0..<containers { try run(number, names[number], &engine) }
  }

  private func run(_ number: Int, _ name: String, _ engine: inout Engine) throws {
    try engine.run(name, Population.blueprint(project: "project-\(number / 20)", number: number % 20, policy: .always))
  }

  /// One thing happens to one of them; what it is not ready for is left out.
  mutating func step(_ server: EngineServer) {
    let number = Int.random(in: 0..<containers, using: &dice)
    let deed = Int.random(in: 0..<4, using: &dice)
    let name = names[number]
    if deed == 3 {
      recreations += 1
      names[number] = "job-\(containers + recreations)"
    }
    server.change { [names, self] simulation in
      switch deed {
      case 0, 1:
        try? simulation.engine.probeNow(name, simulation.engine.health(of: name) == .healthy ? .bad("connection refused\n") : .good)
      case 2: try? simulation.engine.exit(name, code: 1)
      default:
        try? simulation.engine.remove(name, force: true)
        try? run(number, names[number], &simulation.engine)
      }
    }
  }
}
