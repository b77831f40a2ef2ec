// The suites that share one real engine and one dogwatch.

import Testing

/// Scenarios on one private dockerd, a few at a time. Each uses container names of its own; when all have ended, every counter is
/// read once more.
@Suite(.needsEngine, .onSharedEngine, .scenarioLane)
enum RealEngine {}

extension Scenario {
  /// What the engine must have said of this container for the scenario to be the one it claims to be; the order of what comes
  /// together differs between engines.
  func expectStory(_ actions: String, sourceLocation: SourceLocation = #_sourceLocation) async {
    let wanted = actions.split(separator: " ").map(String.init).sorted()
    let name = name
    do {
      try await eventually(
        "the story of \(name): \(actions)", within: .seconds(20),
        read: { stage.tape.story(of: name) },
        until: { $0.split(separator: " ").map(String.init).sorted() == wanted })
    } catch {
      Issue.record("\(error)", sourceLocation: sourceLocation)
    }
  }

  /// As `play`, for what the engine does not always do as it should: on a busy machine a deed may come too late, or an `oom` may be missing
  /// (ENGINE.md). Its own story tells; then it is done again to another container.
  static func provoke(
    _ name: String, _ spec: ContainerSpec, by act: (TestContainer) async throws -> Void, story: String,
    then judge: (Scenario) async throws -> Void
  ) async throws {
    let attempts = 4
    for attempt in 1...attempts {
      var isProvoked = false
      try await play("\(name)-\(attempt)", spec) { scenario in
        try await act(scenario.container)
        isProvoked = try await scenario.tells(story)
        guard isProvoked || attempt == attempts else {
          try? await scenario.container.remove()
          return
        }
        await scenario.expectStory(story)
        try await judge(scenario)
      }
      if isProvoked { return }
    }
  }

  /// Whether the engine tells this story, and no other, within a while.
  private func tells(_ actions: String) async throws -> Bool {
    let wanted = actions.split(separator: " ").sorted()
    func told() -> [Substring] { stage.tape.story(of: name).split(separator: " ").sorted() }
    do {
      try await eventually("a story", within: .seconds(20), read: told, until: { $0.count >= wanted.count })
    } catch is NeverHappened {
      return false
    }
    return told() == wanted
  }
}
