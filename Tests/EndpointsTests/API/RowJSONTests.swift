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
}
