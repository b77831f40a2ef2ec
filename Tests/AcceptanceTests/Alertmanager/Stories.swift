// The timeline: every story begins at the same time. One group after the other would take minutes.

import SimulatedEngine
import Watch

enum Stories {
  static let all = [life, again, moment, brief, blink, returning, old, late]

  /// The containers of all stories, healthy.
  static func build(_ engine: inout Engine) throws {
    for story in all {
      for service in story.services {
        let name = "\(story.group)-\(service)"
        var blueprint = SideBySide.service(service, of: story.group)
        if service == "once" { blueprint.healthcheck = nil }
        if service == "limited" { (blueprint.healthcheck, blueprint.policy) = (nil, .onFailure(maximumRetryCount: 1)) }
        try engine.run(name, blueprint)
        if blueprint.healthcheck != nil { try engine.probeNow(name, .good) }
      }
    }
  }

  /// A second alert joins within the wait, a third after it, one resolves, nothing changes, all resolve, one fires again.
  private static let life = Story(
    group: "life", services: ["a", "b", "c"],
    told: [
      Told("firing a+ b+"), Told("firing a+ b+ c+", after: 1), Told("firing a+ b- c+", after: 1), Told("firing a+ c+", after: 2),
      Told("resolved a- c-", after: 1), Told("firing a+"),
    ]
  ) { group in
    try await group.sicken("a")
    try await group.sicken("b")
    try await group.bothTold(1)
    try await group.sicken("c")
    try await group.bothTold(2)
    try await group.heal("b")
    try await group.bothTold(3)
    // Nothing changes.
    try await group.bothTold(4)
    try await group.heal("a")
    try await group.heal("c")
    try await group.bothTold(5)
    try await group.sicken("a")
    try await group.bothTold(6)
  }

  /// An alert that resolves and fires again between two ticks is no news: the next that is told is its repeat.
  private static let again = Story(
    group: "again", services: ["a"], told: [Told("firing a+"), Told("firing a+", after: 2), Told("resolved a-", after: 1)]
  ) { group in
    try await group.sicken("a")
    try await group.bothTold(1)
    try await group.heal("a")
    try await group.sicken("a")
    try await group.bothTold(2)
    try await group.heal("a")
    try await group.bothTold(3)
  }

  /// A container has exited; nothing else is wrong until Alertmanager has said so twice.
  private static let moment = Story(group: "moment", services: ["once", "b"]) { group in
    try await group.fire("once") { try $0.exit($1, code: 3) }
    try await group.told(2, by: .alertmanager)
    try await group.betweenTicks()
    try await group.sicken("b")
    try await group.told(3, by: .alertmanager)
    try await group.told(2, by: .dogwatch)
    try await group.resolve("once") { try $0.start($1) }
    try await group.heal("b")
    try await group.told(4, by: .alertmanager)
    try await group.told(3, by: .dogwatch)
  }

  /// While one alert lasts, others come and go within the wait, and between two ticks.
  private static let brief = Story(group: "brief", services: ["a", "b", "c", "d"]) { group in
    try await group.sicken("a")
    try await group.sicken("b")
    try await group.heal("b")
    try await group.bothTold(1)
    try await group.sicken("c")
    try await group.heal("c")
    try await group.told(2, by: .alertmanager)
    try await group.betweenTicks()
    try await group.sicken("d")
    try await group.told(3, by: .alertmanager)
    try await group.told(2, by: .dogwatch)
    try await group.heal("a")
    try await group.heal("d")
    try await group.told(4, by: .alertmanager)
    try await group.told(3, by: .dogwatch)
  }

  /// What comes and goes within the wait, alone, is not told.
  private static let blink = Story(
    group: "blink", services: ["a", "b"], told: [Told("firing b+"), Told("resolved b-", after: 1)]
  ) { group in
    try await group.sicken("a")
    try await group.heal("a")
    // By then both would have told it.
    try await GroupStage(group.stage, group: life.group).bothTold(2)
    try await group.sicken("b")
    try await group.bothTold(1)
    try await group.heal("b")
    try await group.bothTold(2)
  }

  /// The group's end has just been told when it has an alert again; another follows once Dogwatch has told that.
  private static let returning = Story(group: "returning", services: ["a", "b"]) { group in
    try await group.sicken("a")
    try await group.bothTold(1)
    try await group.heal("a")
    try await group.bothTold(2)
    try await group.sicken("a")
    try await group.told(3, by: .dogwatch)
    try await group.sicken("b")
    try await group.told(3, by: .alertmanager)
    try await group.told(4, by: .dogwatch)
    try await group.heal("a")
    try await group.heal("b")
    try await group.told(4, by: .alertmanager)
    try await group.told(5, by: .dogwatch)
  }

  /// An alert that was held back by `for` began longer ago than the wait; another joins once Alertmanager has told it.
  private static let old = Story(group: "old", services: ["limited", "b"]) { group in
    try await group.fire("limited") {
      try $0.reprogram($1) { $0.ending = .init(after: .milliseconds(20), exitCode: 1) }
      try $0.exit($1, code: 1)
    }
    try await group.told(1, by: .alertmanager)
    try await group.sicken("b")
    try await group.told(2, by: .alertmanager)
    try await group.told(1, by: .dogwatch)
    try await group.resolve("limited") {
      try $0.reprogram($1) { $0.ending = nil }
      try $0.start($1)
    }
    try await group.heal("b")
    try await group.told(3, by: .alertmanager)
    try await group.told(2, by: .dogwatch)
  }

  /// The receiver takes its time with the first notification. Another alert joins after Dogwatch has repeated it.
  private static let late = Story(group: "late", services: ["a", "b"]) { group in
    try await group.sicken("a")
    try await group.told(2, by: .dogwatch)
    try await group.betweenTicks()
    try await group.sicken("b")
    try await group.told(2, by: .alertmanager)
    try await group.told(3, by: .dogwatch)
    try await group.heal("a")
    try await group.heal("b")
    try await group.told(3, by: .alertmanager)
    try await group.told(4, by: .dogwatch)
  }
}
