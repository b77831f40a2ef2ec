// Observations of every kind with anything in them, from a seed.

import Watch

/// A small generator with a seed (SplitMix64), so that a failure can be had again.
struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &self)] }
  mutating func maybe<Value>(_ value: (inout Dice) -> Value) -> Value? { Bool.random(using: &self) ? value(&self) : nil }
  mutating func bool() -> Bool { Bool.random(using: &self) }

  /// Mostly everyday numbers, at times the largest and least there are.
  mutating func int() -> Int { pick([0, 1, 137, -1, .max, .min, Int.random(in: -1000...1000, using: &self)]) }
  /// As a configuration may say it.
  mutating func duration() -> Int64 { pick([0, 1, 600_000_000_000, .max]) }
  mutating func threshold() -> Int { pick([1, 3, 1000, .max]) }
  mutating func time() -> Timestamp { Timestamp(nanoseconds: pick([0, 1_767_323_045_987_654_321, .max, .min, Int64(int())])) }
  mutating func uptime() -> Uptime { Uptime(nanoseconds: Int64(int())) }

  mutating func text() -> String {
    pick([
      "", "web", "a b", "\"quoted\" \\ back", "two\nlines\r\t\u{0}\u{1}\u{1F}\u{7F}", "/slash", "//slashes", "ü\u{308}漢字🐳",
      "\u{202E}rtl\u{2028}\u{FFFD}",
      "{\"json\":[1]}", String(repeating: "x", count: 5000),
    ])
  }
}

extension Observation {
  static func random(_ dice: inout Dice) -> Observation {
    let uptime = Uptime(nanoseconds: dice.pick([0, 1, .random(in: 0...100_000_000_000, using: &dice)]))
    return Observation(arrival: Arrival(time: dice.time(), uptime: uptime), content: .random(&dice))
  }
}

extension Observation.Content {
  static func random(_ dice: inout Dice) -> Self {
    switch Int.random(in: 0..<8, using: &dice) {
    case 0: .connected(.random(&dice))
    case 1: .event(.random(&dice))
    case 2: .past(.random(&dice))
    case 3: .disconnected(Disconnection(cause: dice.pick([.ended, .broken, .silent, .overflow]), message: dice.text()))
    case 4: .unreachable(EngineUnreachable(message: dice.text()))
    case 5:
      .listed(
        Listing(
          requestedAt: dice.uptime(), engineTime: dice.maybe { $0.time() },
          rows: (0..<Int.random(in: 0...3, using: &dice)).map { _ in .random(&dice) }))
    case 6: .inspected(.random(&dice))
    default: .deadline
    }
  }
}

extension Connection {
  static func random(_ dice: inout Dice) -> Connection {
    Connection(
      engine: EngineDescription(name: dice.text(), version: dice.text(), apiVersion: dice.text(), liveRestore: dice.bool()),
      engineTime: dice.maybe { $0.time() }, engineRestarted: dice.bool(), isContinuous: dice.bool())
  }
}

extension EngineEvent {
  static let actions: [Action] =
    [.create, .start, .restart, .stop, .die, .kill, .oom, .pause, .unpause, .destroy, .rename, .update, .other]
    + Health.allCases.map { .healthStatus($0) }

  static func random(_ dice: inout Dice) -> EngineEvent {
    EngineEvent(
      time: dice.time(), id: ContainerID(dice.text()), action: dice.pick(actions),
      attributes: Attributes(
        name: dice.maybe { $0.text() }, image: dice.maybe { $0.text() }, exitCode: dice.maybe { $0.int() }, signal: dice.maybe { $0.int() },
        oldName: dice.maybe { $0.text() }, composeReplace: dice.maybe { $0.text() }))
  }
}

extension Listing.Row {
  static func random(_ dice: inout Dice) -> Self {
    Self(
      id: ContainerID(dice.text()), name: ContainerName(dice.text()), state: dice.maybe { $0.pick(ContainerState.allCases) },
      health: dice.maybe { $0.pick(Health.allCases) })
  }
}

extension InspectAnswer {
  static func random(_ dice: inout Dice) -> InspectAnswer {
    let result: Result =
      switch Int.random(in: 0..<6, using: &dice) {
      case 0: .missing
      case 1: .unanswered(dice.text())
      case 2: .failed(dice.text())
      default: .found(.random(&dice))
      }
    return InspectAnswer(id: ContainerID(dice.text()), requestedAt: dice.uptime(), result: result)
  }
}

extension Inspection {
  static func random(_ dice: inout Dice) -> Inspection {
    Inspection(
      id: ContainerID(dice.text()), name: ContainerName(dice.text()), image: dice.text(), state: .random(&dice), restartCount: dice.int(),
      restartPolicy: dice.pick([.no, .always, .unlessStopped, .onFailure(maximumRetryCount: dice.int())]), autoRemove: dice.bool(),
      stopSignal: dice.maybe { $0.int() }, stopTimeout: dice.maybe { $0.int() }, memoryLimit: dice.maybe { Int64($0.int()) },
      attachStdin: dice.bool(),
      healthcheck: dice.maybe {
        Healthcheck(interval: Int64($0.int()), timeout: Int64($0.int()), startPeriod: Int64($0.int()), retries: $0.int())
      },
      labels: Dictionary((0..<Int.random(in: 0...4, using: &dice)).map { _ in (dice.text(), dice.text()) }, uniquingKeysWith: { $1 }))
  }
}

extension Inspection.State {
  static func random(_ dice: inout Dice) -> Self {
    Self(
      status: dice.pick(ContainerState.allCases), exitCode: dice.int(), error: dice.text(), oomKilled: dice.bool(),
      startedAt: dice.maybe { $0.time() }, finishedAt: dice.maybe { $0.time() },
      health: dice.maybe { dice in
        HealthReport(
          status: dice.pick(Health.allCases), failingStreak: dice.int(),
          lastProbe: dice.maybe {
            HealthReport.Probe(start: $0.maybe { $0.time() }, end: $0.maybe { $0.time() }, exitCode: $0.int(), output: $0.text())
          })
      })
  }
}

extension FleetSettings {
  static func random(_ dice: inout Dice) -> FleetSettings {
    func selectors(_ dice: inout Dice) -> [ContainerSelector] {
      [.name(Glob(dice.text())), .image(Glob(dice.text())), .label(dice.text()), .labelValue(dice.text(), Glob(dice.text()))].filter { _ in
        dice.bool()
      }
    }
    return FleetSettings(
      selection: WatchSelection(include: selectors(&dice), exclude: selectors(&dice)), containerLabels: [dice.text(), dice.text()],
      removedRetention: dice.duration(), historyRetention: dice.duration(), reconcileInterval: dice.duration(),
      crashLoopRestarts: dice.threshold(), crashLoopWindow: dice.duration(), flappingChanges: dice.threshold(),
      flappingWindow: dice.duration())
  }
}
