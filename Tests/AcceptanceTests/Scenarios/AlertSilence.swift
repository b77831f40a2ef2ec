// What nobody is to be woken for: an interactive shell that is left, and engines that go and come back.

import Testing

@Suite(.needsEngine, .engineLane)
struct AlertSilence {
  /// Tells the one thing after which all before it would have been told.
  private func expectOnlyAFailure(_ post: AlertPost) async throws {
    let failed = try await post.run("failed")
    try await failed.order(exit: 9)
    try await post.receiver.expect(["ContainerExited firing"], of: "failed")
    #expect(post.receiver.told.map(\.name) == ["failed"], "\(post.receiver.told)")
  }

  @Test func aShellThatIsLeftAndAnEngineThatRestartsAreSilent() async throws {
    // The real limits: 60 s for a container to be there again, 2 m for the engine.
    let rules: [String: [String: JSONValue]] = ["ContainerNotRestored": [:], "EngineUnreachable": [:]]
    try await AlertPost.open(rules: rules) { post in
      let shell = try await post.run("shell", ContainerSpec(isInteractive: true))
      try await shell.order(exit: 130)
      try await shell.whenExited()
      let residents = [
        try await post.run("always", ContainerSpec(behaviour: .graceful(code: 3), policy: .always)),
        try await post.run("unless-stopped", ContainerSpec(policy: .unlessStopped)),
      ]
      try await residents[0].whenListening()
      try await post.dogwatch.expect(all: [
        "always": ContainerCounters(starts: ["new": 1]), "unless-stopped": ContainerCounters(starts: ["new": 1]),
      ])
      try await post.engine.stop()
      try await post.engine.boot()
      for resident in residents {
        try await resident.whenRunning()
        await post.dogwatch.expect(ContainerCounters(exits: ["engine-shutdown": 1], starts: ["new": 1, "engine": 1]), of: resident.name)
      }
      try await expectOnlyAFailure(post)
    }
  }

  @Test func anUpgradeOfTheEngineUnderLiveRestoreIsSilent() async throws {
    // As 90 s to the real 2 m of `EngineUnreachable`, so 45 s to 1 m. `ContainerNotRestored` has its real 60 s.
    let rules: [String: [String: JSONValue]] = ["ContainerNotRestored": [:], "EngineUnreachable": ["for": .string("1m")]]
    let attempts = 3
    for attempt in 1...attempts {
      var isInTime = false
      try await AlertPost.open(rules: rules, liveRestore: true) { post in
        for (name, policy) in [("always", ContainerSpec.Policy.always), ("on-failure", .onFailure(3)), ("no", .no)] {
          _ = try await post.run(name, ContainerSpec(policy: policy))
        }
        let gone = ContinuousClock.now
        try await post.engine.stop()
        try await eventually("dogwatch without an engine") { try await post.dogwatch.scrape()["dogwatch_engine_up"] == 0 }
        try await eventually("the engine being away for 42 s") { ContinuousClock.now - gone >= .seconds(42) }
        try await post.engine.boot()
        try await eventually("dogwatch with an engine") { try await post.dogwatch.scrape()["dogwatch_engine_up"] == 1 }
        // On a busy machine the engine itself may take too long to come up; then that would be told, and rightly.
        isInTime = ContinuousClock.now - gone < .seconds(58)
        if isInTime || attempt == attempts { try await expectOnlyAFailure(post) }
      }
      if isInTime { return }
    }
  }
}
