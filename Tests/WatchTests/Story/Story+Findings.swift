// What can be asked of a story.

import Watch

extension Story {
  func view(_ name: String) -> ContainerView? { fleet.view(of: ContainerName(name)) }
  func present(_ name: String) -> ContainerView.Present? { view(name)?.present }

  /// Everything counted under a name.
  func tally(_ name: String) -> Tally? { view(name).map { Tally($0.counters) } }

  func exits(_ name: String) -> [ExitOutcome: Int]? { tally(name)?.exits }
  func starts(_ name: String) -> [StartReason: Int]? { tally(name)?.starts }

  /// The transitions of a container in words, such as `exit restarted`, `start policy`, `health healthy`; inferred ones with a `~` before.
  func told(_ name: String) -> [String] {
    transitions.filter { $0.name?.text == name }.map(\.words)
  }

  func lastExit(_ name: String) -> Exit? {
    for transition in transitions.reversed() where transition.name?.text == name {
      if case .exit(let exit) = transition.kind { return exit }
    }
    return nil
  }

  /// What the last verdict on an exit rests on.
  func evidence(_ name: String) -> [String] {
    transitions.last { if case .exit = $0.kind { $0.name?.text == name } else { false } }?.evidence ?? []
  }

  var gaps: [Gap] {
    transitions.compactMap { if case .gap(let gap) = $0.kind { gap } else { nil } }
  }

  /// Seconds spent in a health, as far as confirmed.
  func healthSeconds(_ name: String, _ health: Health) -> Double {
    guard let view = view(name), let index = health.countedIndex else { return -1 }
    var time = view.counters.healthTime[index]
    if view.present?.health == health, let since = view.counters.healthSince, let confirmed = fleet.confirmedUpTo {
      time += max(0, confirmed.since(since))
    }
    return Double(time) / 1e9
  }
}

extension Transition {
  var words: String {
    let text =
      switch kind {
      case .start(let reason): "start \(reason.rawValue)"
      case .exit(let exit): "exit \(exit.outcome.rawValue)"
      case .health(let change): "health \(change.to.rawValue)"
      case .renamed(let old): "renamed from \(old)"
      case .gap(let gap): "gap \(gap.cause.rawValue)"
      case .created, .removed, .paused, .unpaused, .startFailed: kind.label
      }
    return isInferred ? "~\(text)" : text
  }
}

/// Every counter of a name, zeros left out.
struct Tally: Hashable, Sendable, CustomStringConvertible {
  var starts: [StartReason: Int] = [:]
  var exits: [ExitOutcome: Int] = [:]
  var startFailures = 0
  var oomKills = 0
  var health: [Health: Int] = [:]

  init(
    starts: [StartReason: Int] = [:], exits: [ExitOutcome: Int] = [:], startFailures: Int = 0, oomKills: Int = 0,
    health: [Health: Int] = [:]
  ) {
    self.starts = starts
    self.exits = exits
    self.startFailures = startFailures
    self.oomKills = oomKills
    self.health = health
  }

  init(_ counters: ContainerView.Counters) {
    for reason in StartReason.allCases where counters.starts[reason.index] != 0 { starts[reason] = Int(counters.starts[reason.index]) }
    for outcome in ExitOutcome.allCases where counters.exits[outcome.index] != 0 { exits[outcome] = Int(counters.exits[outcome.index]) }
    startFailures = Int(counters.startFailures)
    oomKills = Int(counters.oomKills)
    for value in [Health.starting, .healthy, .unhealthy] {
      if let index = value.countedIndex, counters.healthTransitions[index] != 0 { health[value] = Int(counters.healthTransitions[index]) }
    }
  }

  var description: String {
    "starts \(starts.map { "\($0.key.rawValue) \($0.value)" }.sorted()) exits \(exits.map { "\($0.key.rawValue) \($0.value)" }.sorted())"
      + " failures \(startFailures) oom \(oomKills) health \(health.map { "\($0.key.rawValue) \($0.value)" }.sorted())"
  }
}
