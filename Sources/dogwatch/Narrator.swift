// Tells the demo's story: says what is about to happen, and makes it happen.

import SimulatedEngine

/// The demo's voice.
struct Narrator: Sendable {
  let server: EngineServer
  let print: @Sendable (String) -> Void

  /// The story once, then troubles with quiet between them, until the task is cancelled.
  func tell() async {
    await waitForAudience()
    await server.play(Shop.story) { print("# \($0)") }
    var dice = SeededDice(seed: 1)
    while !Task.isCancelled {
      await server.play(Shop.trouble(&dice)) { print("# \($0)") }
    }
  }

  /// The story begins when somebody watches.
  private func waitForAudience() async {
    while server.readerCount == 0, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(20)) }
  }
}
