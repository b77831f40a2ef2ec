// Alerts on the real engine about what lasts or comes again and again, and about Dogwatch's own deliveries.

import Testing

@Suite(.needsEngine, .engineLane)
struct AlertEpisodes {
  /// The rules that would quiet these, or depend on how busy the machine is, are off.
  private static let rules: [String: [String: JSONValue]] = [
    "ContainerHealthFlapping": ["changes": .number(4), "window": .string("30s")],
    "ContainerHealthStuckStarting": ["margin": .string("0s")],
    "ContainerRestartingOften": ["restarts": .number(3), "window": .string("30s")],
    "ContainerUnhealthy": ["enabled": .bool(false)],
    "ContainerCrashLooping": ["enabled": .bool(false)],
  ]

  @Test func eachFiresOnceAndResolvesWhenItIsOver() async throws {
    try await AlertPost.open(rules: Self.rules) { post in
      let receiver = post.receiver
      // A probe takes longer than its interval and timeout of 1 ms: a hundred of them last longer than the limit of 2 ms × 101.
      let slow = ContainerSpec.Probe(test: ["CMD", "true"], interval: 0.001, timeout: 0.001, retries: 100)
      let stuck = try await post.run("stuck", ContainerSpec(probe: slow))
      try await eventually("a stuck container is told") { !receiver.told(of: "stuck").isEmpty }
      try await stuck.stop()
      let often = try await post.run("often", ContainerSpec(behaviour: .exitsUntilToldToStay(1), policy: .always))
      let flapping = try await post.run("flapping", ContainerSpec(probe: ContainerSpec.Probe(interval: 0.2, retries: 1)))

      var isHealthy = false
      try await eventually("a flapping container is told") {
        if isHealthy { flapping.take("healthy") } else { flapping.put("healthy") }
        isHealthy.toggle()
        try await flapping.whenHealth(isHealthy ? "healthy" : "unhealthy")
        return !receiver.told(of: "flapping").isEmpty
      }
      try await receiver.expect(["ContainerHealthFlapping firing"], of: "flapping")
      try await receiver.expect(["ContainerRestartingOften firing"], of: "often")
      often.put("stay")
      try await receiver.expect(["ContainerHealthStuckStarting firing", "ContainerHealthStuckStarting resolved"], of: "stuck")
      try await receiver.expect(["ContainerHealthFlapping firing", "ContainerHealthFlapping resolved"], of: "flapping")
      try await receiver.expect(["ContainerRestartingOften firing", "ContainerRestartingOften resolved"], of: "often")
    }
  }

  @Test func aWebhookThatRefusesIsToldThroughTheOther() async throws {
    let second = try AlertReceiver()
    try await AlertPost.open(others: [second.webhook("second")]) { post in
      post.receiver.answer(400)
      let failed = try await post.run("failed")
      try await failed.order(exit: 3)
      try await second.expect(["ContainerExited firing"], of: "failed")
      try await second.expect(["DogwatchDeliveryFailing firing"], of: "")
      let told = second.requests.flatMap { $0.json["alerts"].array }.first { $0["labels"]["alertname"].string == "DogwatchDeliveryFailing" }
      #expect(told?["labels"]["webhook"].string == "test", "\(told ?? .null)")

      post.receiver.answer(200)
      let other = try await post.run("other")
      try await other.order(exit: 4)
      try await post.receiver.expect(["ContainerExited firing"], of: "other")
      try await second.expect(["DogwatchDeliveryFailing firing", "DogwatchDeliveryFailing resolved"], of: "")
      #expect(post.receiver.told(of: "").isEmpty, "\(post.receiver.told)")
      #expect(
        try await post.dogwatch.scrape()["dogwatch_webhook_notifications_total", ["webhook": "test", "result": "rejected"]] ?? 0 >= 1)
    }
  }
}
