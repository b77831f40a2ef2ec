// A fleet in which no two containers are alike, with a day behind it.

import Watch

@testable import Endpoints

/// Containers of many projects in all states, and what happened to them in the last hundred thousand seconds; the same for the same count.
struct VariedFleet {
  private(set) var views: [ContainerView] = []
  private(set) var transitions: [Transition] = []

  private static let services = [
    "web", "api", "worker", "postgres", "cache", "queue", "scheduler", "reverse-proxy", "migrations", "indexer",
  ]
  private static let projects = [
    "shop", "billing", "search", "media-library", "monitoring", "identity", "mail", "warehouse", "blog", "edge",
  ]

  init(count: Int) {
    var dice = Dice(state: 42)
    for number in 0..<count { add(number, &dice) }
    transitions.sort { $0.time < $1.time }
    for index in transitions.indices { transitions[index].sequence = Int64(index + 1) }
  }

  private mutating func add(_ number: Int, _ dice: inout Dice) {
    let project = Self.projects[number / 12 % Self.projects.count] + (number >= 120 ? "-\(number / 120)" : "")
    let service = dice.pick(Self.services)
    let name = "\(project)-\(service)-\(number % 12 + 1)"
    let health = dice.pick([Health.healthy, .healthy, .healthy, .none, .unhealthy, .starting])
    let outcome = dice.pick(ExitOutcome.allCases)
    let hex = (0..<64).map { _ in String(dice.roll(16), radix: 16) }.joined()
    let view = ContainerView.running(
      name, health: health, policy: dice.pick([.always, .no, .unlessStopped, .onFailure(maximumRetryCount: 5)])
    ) { view in
      view.present?.id = ContainerID(hex)
      view.present?.image = "registry.example.com/\(project)/\(service):\(dice.roll(9)).\(dice.roll(40)).\(dice.roll(90))"
      view.present?.composeProject = project
      view.present?.composeService = service
      view.present?.stateSince = .at(Double(dice.roll(99_000)))
      view.present?.lastExit = .init(code: dice.roll(256), time: .at(Double(dice.roll(99_000))), outcome: outcome)
      if dice.roll(8) == 0 { view.present?.state = dice.pick([.exited, .restarting, .paused, .dead]) }
      view.isCrashLooping = dice.roll(20) == 0
    }
    views.append(view)
    for _ in 0..<dice.roll(8) {
      let time = Timestamp.at(14_000 + Double(dice.roll(80_000)))
      let kinds: [Transition.Kind] = [
        .exit(Exit(outcome: outcome, exitCode: dice.roll(256), ranForSeconds: Double(dice.roll(90_000)))), .start(.policy),
        .health(HealthChange(from: .healthy, to: .unhealthy, failingStreak: 3, output: "connection refused \(dice.roll(9999))")),
        .health(HealthChange(from: .unhealthy, to: .healthy, failingStreak: 0)),
      ]
      transitions.append(Transition(sequence: 0, time: time, name: view.name, id: view.present?.id, kind: dice.pick(kinds)))
    }
  }

  private struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % sides
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[roll(values.count)] }
  }
}
