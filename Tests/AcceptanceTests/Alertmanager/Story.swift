// What happens to the alerts of one group, and what is told of it.

import SimulatedEngine

/// A group's part of the timeline.
struct Story: Sendable {
  /// The compose project; its containers are called `group-a`, `group-b`…
  var group: String
  var services: [String]
  /// What both tell; nil: `Differences` says what each does.
  var told: [Told]?
  var play: @Sendable (GroupStage) async throws -> Void
}

/// One notification as it is expected.
struct Told: Sendable, CustomStringConvertible {
  /// As `Heard.gist`.
  var gist: String
  /// Group intervals since the one before, rounded; nil: not compared, as with the first.
  var intervals: Int?

  init(_ gist: String, after intervals: Int? = nil) {
    (self.gist, self.intervals) = (gist, intervals)
  }

  var description: String { gist + (intervals.map { " after \($0)" } ?? "") }
}

/// A story's view of the stage. Each deed is seen in Dogwatch, and then pushed to Alertmanager.
struct GroupStage: Sendable {
  let stage: SideBySide
  let group: String
  private let pushed = Locked<[String: JSONValue]>([:])

  init(_ stage: SideBySide, group: String) {
    (self.stage, self.group) = (stage, group)
  }

  private func name(_ service: String) -> String { "\(group)-\(service)" }

  // MARK: Deeds

  /// A service's health check fails.
  func sicken(_ service: String) async throws {
    try await fire(service) { try $0.probeNow($1, .bad("connection refused\n")) }
  }

  /// It succeeds again.
  func heal(_ service: String) async throws {
    try await resolve(service) { try $0.probeNow($1, .good) }
  }

  func fire(_ service: String, by deed: @Sendable (inout Engine, String) throws -> Void) async throws {
    let name = name(service)
    try stage.change { try deed(&$0, name) }
    var alert: JSONValue?
    try await stage.wait(for: "an alert about \(name)") {
      alert = try await stage.firing(name)
      return alert != nil
    }
    guard let alert else { return }
    pushed.change { $0[name] = alert }
    try await stage.alertmanager.push([alert])
  }

  func resolve(_ service: String, by deed: @Sendable (inout Engine, String) throws -> Void) async throws {
    let name = name(service)
    try stage.change { try deed(&$0, name) }
    try await stage.wait(for: "the end of the alert about \(name)") { try await stage.firing(name) == nil }
    guard case .object(var alert) = pushed.read({ $0[name] }) else { return }
    alert["endsAt"] = .string(SideBySide.now())
    try await stage.alertmanager.push([.object(alert)])
  }

  // MARK: Moments

  /// Waits until a side has told so many notifications of the group.
  func told(_ count: Int, by sides: SideBySide.Side...) async throws {
    for side in sides {
      try await stage.wait(for: "notification \(count) of \(group) from \(side)") { stage.heard(from: side, of: group).count >= count }
    }
  }

  /// Half a group interval passes: what a tick of either brings has come, and its next is as far away.
  func betweenTicks() async throws { try await Task.sleep(for: .seconds(BesideAlertmanager.times.interval) / 2) }

  func bothTold(_ count: Int) async throws { try await told(count, by: .dogwatch, .alertmanager) }
}
