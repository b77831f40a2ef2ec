// A few words to tell an engine what happens, and to ask what it said.

import Watch

@testable import SimulatedEngine

/// An engine alone with its clock.
struct Story {
  var engine: Engine

  init(_ identity: Engine.Identity = Engine.Identity()) {
    engine = Engine(now: Timestamp(seconds: 1_700_000_000), identity: identity)
  }

  /// Does something, and lets so much time pass.
  mutating func act(_ wait: Duration = .milliseconds(10), _ body: (inout Engine) throws -> Void) rethrows {
    try body(&engine)
    engine.advance(by: wait)
  }

  /// The container events since the last call, such as `kill(15) die(0) stop`; those of probes left out.
  mutating func told() -> String {
    engine.takeEvents().filter { $0.subject == .container && !$0.action.hasPrefix("exec_") }.map { event in
      let detail = event.attributes["exitCode"] ?? event.attributes["signal"]
      return event.action + (detail.map { "(\($0))" } ?? "")
    }.joined(separator: " ")
  }

  func container(_ name: String) throws -> Container { try engine.find(name) }
}

func policy(_ policy: RestartPolicy, _ program: Program = .graceful) -> Blueprint { Blueprint(policy: policy, program: program) }
