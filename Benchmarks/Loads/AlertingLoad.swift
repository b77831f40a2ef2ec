// Events of which each causes or ends an alert.

import SimulatedEngine
import Watch

/// Containers in projects of eight, each in its turn: one half changes its health and back, the other exits and is started again.
struct AlertingLoad {
  /// Something that happened, and what a receiver is to be told of it.
  struct Deed: Hashable {
    var name: String
    /// `firing` or `resolved`.
    var status: String
    var time: Double
  }

  let containers: Int
  private var next = 0
  private var isWrong: [Bool]

  init(containers: Int) {
    self.containers = containers
    isWrong = Array(repeating: false, count: containers)
  }

  private static func name(_ number: Int) -> String { "shop-\(number / 8)-web-\(number % 8)" }

  func populate(_ engine: inout Engine) throws {
    for number in 0..<containers {
      try engine.run(Self.name(number), Population.blueprint(project: "shop-\(number / 8)", number: number % 8, policy: .no))
      try engine.probeNow(Self.name(number), .good)
    }
  }

  /// The next container's turn: one event that a watcher follows.
  mutating func step(_ server: EngineServer) throws -> Deed {
    let (number, wasWrong) = (next, isWrong[next])
    next = (next + 1) % containers
    isWrong[number].toggle()
    let (name, time) = (Self.name(number), seconds())
    try server.change { simulation in
      switch (number.isMultiple(of: 2), wasWrong) {
      case (true, false): try simulation.engine.probeNow(name, .bad("connection refused\n"))
      case (true, true): try simulation.engine.probeNow(name, .good)
      case (false, false): try simulation.engine.exit(name, code: 1)
      case (false, true): try simulation.engine.start(name)
      }
    }
    return Deed(name: name, status: wasWrong ? "resolved" : "firing", time: time)
  }

  /// What a daemon's configuration needs so that each is told at once and never as an episode.
  static let configuration = #"""
    "alerts": {"groupWait": "0s", "groupInterval": "0s", "rules": {"ContainerHealthFlapping": {"changes": 1000}}}
    """#
}
