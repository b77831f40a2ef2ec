// The wall clock of dogwatch's host is set, while the engine's goes on.

import Testing

@Suite(.needsEngine, .needsFakedClock, .engineLane)
struct Clocks {
  /// So long that it never comes, unless a clock that is set brings it.
  private static let rules: [String: [String: JSONValue]] = [
    "ContainerUnhealthy": ["for": .string("30m")], "EngineUnreachable": ["for": .string("30m")],
  ]

  @Test func aClockThatIsSetFiresAndEndsNothing() async throws {
    let clock = try FakedClock()
    try await AlertPost.open(rules: Self.rules, environment: clock.environment) { post in
      let (receiver, dogwatch) = (post.receiver, post.dogwatch)
      let sick = try await post.run("sick", ContainerSpec(probe: ContainerSpec.Probe(interval: 0.2, retries: 1)))
      try await sick.whenHealth("unhealthy")
      let failed = try await post.run("failed")
      try await failed.order(exit: 3)
      try await receiver.expect(["ContainerExited firing"], of: "failed")
      let lagBefore = try await dogwatch.scrape()["dogwatch_event_lag_seconds_sum"] ?? 0

      // What waits is neither too old when the clock goes forth, nor held when it goes back.
      receiver.answer(503)
      let waiting = try await post.run("waiting")
      try await waiting.order(exit: 4)
      try await eventually("a notification waits") {
        try await dogwatch.scrape()["dogwatch_webhook_attempts_total", ["webhook": "test", "code": "5xx"]] ?? 0 > 0
      }
      for (number, shift) in [3600, 0, 90_000, -3600, -90_000, 0].enumerated() {
        try clock.set(shift)
        let passing = try await post.run("passing-\(number)", ContainerSpec(behaviour: .exits(0)))
        try await eventually("the exit of \(passing.name) is told") {
          try await dogwatch.transitions(of: passing.name).contains { $0.gist.hasPrefix("exit") }
        }
      }
      receiver.answer(200)
      try await receiver.expect(["ContainerExited firing"], of: "waiting")
      try await failed.start()
      try await receiver.expect(["ContainerExited firing", "ContainerExited resolved"], of: "failed")

      #expect(Set(receiver.told.map(\.name)) == ["failed", "waiting"], "\(receiver.told)")
      let page = try await dogwatch.scrape()
      #expect(page.all("dogwatch_gaps_total").allSatisfy { $0.value == 0 })
      #expect(page.all("dogwatch_alerts_firing").map(\.value).reduce(0, +) == 1)
      for result in ["expired", "dropped", "rejected"] {
        #expect(page["dogwatch_webhook_notifications_total", ["webhook": "test", "result": result]] ?? 0 == 0)
      }
      // Events came an hour, and a day and an hour, after their stamps by this clock.
      #expect((page["dogwatch_event_lag_seconds_sum"] ?? 0) - lagBefore > 90_000 + 3600)
    }
  }
}
