import Endpoints
import JSON
import Testing
import Watch

@testable import DogwatchDaemon

/// The core says of a recorded conversation what the daemon said of it live.
@Suite struct TapeTests {
  /// What must agree; lengths of time differ by what it takes from a socket to the core.
  private static let members = [
    "kind", "name", "outcome", "reason", "exitCode", "signal", "oom", "from", "to", "oldName", "cause", "error", "inferred", "evidence",
  ]

  private func gist(_ row: JSONValue) -> String {
    Self.members.compactMap { member in row[member].map { "\(member): \(words($0))" } }.joined(separator: ", ")
  }

  private func words(_ value: JSONValue) -> String {
    switch value.content {
    case .string(let text), .number(let text): text
    case .bool(let isTrue): "\(isTrue)"
    case .array(let elements): "[" + elements.map(words).joined(separator: "; ") + "]"
    case .object, .null: "?"
    }
  }

  private func row(_ transition: Transition) throws -> JSONValue {
    var json = JSONWriter()
    TransitionJSON.write(transition, to: &json)
    return try JSONValue(parsing: Array(json.bytes))
  }

  @Test(arguments: Tape.names) func playedTapeGivesTheTransitionsToldLive(name: String) throws {
    let told = try Tape.transitions(name).map(gist)
    let played = try TapePlayer(Tape(name)).transitions.map { gist(try row($0)) }
    #expect(!told.isEmpty)
    #expect(played == told, "\(played.difference(from: told))")
  }

  @Test func thereAreTapes() {
    #expect(Tape.names.count >= 9)
  }

  @Test(arguments: Tape.names) func playingTwiceGivesTheSame(name: String) throws {
    let tape = try Tape(name)
    #expect(try TapePlayer(tape).transitions == TapePlayer(tape).transitions)
  }
}
