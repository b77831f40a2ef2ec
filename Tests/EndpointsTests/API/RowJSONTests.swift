import JSON
import Testing
import Watch

@testable import Endpoints

/// Rows of the API against Tests/Golden/Endpoints.
@Suite struct RowJSONTests {
  private static let kinds: [Transition.Kind] = [
    .created, .removed, .paused, .unpaused, .start(.policy), .startFailed(error: "no such file: \"x\"", exitCode: 127),
    .startFailed(error: "port taken", exitCode: nil),
    .exit(Exit(outcome: .restarted, exitCode: 137, signal: 15, oom: true, ranForSeconds: 10.5, restartDelaySeconds: 0.2)),
    .exit(Exit(outcome: .unknown, exitCode: nil)),
    .health(HealthChange(from: .starting, to: .unhealthy, failingStreak: 3, output: "refused\n")),
    .health(HealthChange(from: .unknown, to: .healthy)), .renamed(oldName: ContainerName("/old")),
    .gap(Gap(start: .at(1), end: .at(2.000000001), cause: .engineRestarted)),
  ]

  @Test func eachKindOfTransition() throws {
    var json = JSONWriter()
    for (number, kind) in Self.kinds.enumerated() {
      var transition = Transition(
        sequence: Int64(number), time: .at(Double(number)), name: ContainerName("web"), id: ContainerID("abc"), kind: kind,
        isInferred: number % 2 == 1, evidence: ["kill 9", "RestartCount 1 → 2"])
      if case .gap = kind { (transition.name, transition.id) = (nil, nil) }
      TransitionJSON.write(transition, to: &json)
      json.endLine()
    }
    try Repository.expect(json.string, in: "Tests/Golden/Endpoints/transitions.ndjson")
  }

  @Test func containers() throws {
    var gone = ContainerView.busy("gone")
    gone.present = nil
    var json = JSONWriter()
    for view in [.running("db"), .busy("web"), gone] {
      ContainerJSON.write(view, to: &json)
      json.endLine()
    }
    try Repository.expect(json.string, in: "Tests/Golden/Endpoints/containers.ndjson")
  }

  @Test func transitionsAreReadBackAsTheyWere() throws {
    for kind in Self.kinds {
      var transition = Transition(
        sequence: 7, time: .at(3.000000001), name: ContainerName("web"), id: ContainerID("abc"), kind: kind, isInferred: true,
        evidence: ["kill 9"])
      if case .gap = kind { (transition.name, transition.id) = (nil, nil) }
      var json = JSONWriter()
      TransitionJSON.write(transition, to: &json)
      #expect(try JSONReader.read(json.bytes) { reader throws(JSONError) in try TransitionJSON.read(&reader) } == transition)
    }
  }

  @Test(arguments: ["{}", #"{"seq":1,"time":"2026-01-01T00:00:00Z","kind":"dance"}"#, #"{"seq":1,"kind":"paused"}"#, "[]"])
  func rowThatIsNoTransitionIsAnError(_ row: String) {
    #expect(throws: JSONError.self) {
      try JSONReader.read(Array(row.utf8)) { reader throws(JSONError) in try TransitionJSON.read(&reader) }
    }
  }

  @Test func containersAreReadBackAsTheyWereButForTheirCounters() throws {
    var gone = ContainerView.busy("gone")
    gone.present = nil
    for view in [.running("db"), .busy("web"), gone] {
      var json = JSONWriter()
      ContainerJSON.write(view, to: &json)
      var expected = view
      expected.counters = .init()
      if view.present == nil { (expected.hasHealthcheck, expected.isFlapping, expected.isCrashLooping) = (false, false, false) }
      #expect(try JSONReader.read(json.bytes) { reader throws(JSONError) in try ContainerJSON.read(&reader) } == expected)
    }
  }
}
