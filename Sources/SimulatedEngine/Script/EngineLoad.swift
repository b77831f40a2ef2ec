// A load of events: many containers to which things happen all the time, by a seed.

import Watch

/// Containers that live through health flips and restarts, several hundred or many thousand times a second.
public struct EngineLoad: Sendable {
  public let containerCount: Int
  private var dice: SeededDice

  public init(containerCount: Int, seed: UInt64 = 1) {
    self.containerCount = containerCount
    dice = SeededDice(seed: seed)
  }

  static func name(_ number: Int) -> String { "load-\(number)" }

  /// Creates and starts the containers, with labels such as compose writes; half of them have a health check, which is probed by the load alone.
  public func populate(_ engine: inout Engine) throws(Refusal) {
    let idle = Healthcheck(interval: 86_400_000_000_000, retries: 1)
    for number in 0..<containerCount {
      var program = Program.graceful
      program.reaction = 1_000_000
      try engine.run(
        Self.name(number),
        Blueprint(
          image: "registry.example.com/shop/web:1.2.3", policy: .always,
          labels: [
            "com.docker.compose.project": "load", "com.docker.compose.service": "web",
            "com.docker.compose.container-number": "\(number + 1)", "com.docker.compose.oneoff": "False",
            "com.docker.compose.config-hash": "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",
          ],
          healthcheck: number.isMultiple(of: 2) ? idle : nil, program: program))
    }
  }

  /// One thing happens to one of them: a change of health, or a restart through the API whose five events follow within a millisecond.
  /// What the container is not ready for is left out.
  public mutating func step(_ engine: inout Engine) {
    let number = Int.random(in: 0..<max(containerCount, 1), using: &dice)
    let name = Self.name(number)
    if number.isMultiple(of: 2) {
      let isHealthy = engine.health(of: name) == .healthy
      try? engine.probeNow(name, isHealthy ? .bad("connection refused\n") : .good)
    } else if engine.state(of: name) == .running {
      try? engine.restart(name)
    }
  }
}
