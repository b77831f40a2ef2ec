import JSON
import Testing
import Watch

@testable import DogwatchDaemon

@Suite struct ReplayTests {
  private static let header = RecordingHeader(time: Timestamp(seconds: 1_767_323_045), settings: FleetSettings())

  private func text(_ observations: [Observation], _ header: RecordingHeader = Self.header) -> String {
    var json = JSONWriter()
    header.record(to: &json)
    json.endLine()
    for observation in observations {
      observation.record(to: &json)
      json.endLine()
    }
    return json.string
  }

  private func at(_ second: Int64, _ content: Observation.Content) -> Observation {
    Observation(
      arrival: Arrival(time: Timestamp(seconds: 1_767_323_045 + second), uptime: Uptime(nanoseconds: second * 1_000_000_000)),
      content: content)
  }

  private let connected = Observation.Content.connected(
    Connection(
      engine: EngineDescription(name: "host", version: "20.10.24", apiVersion: "1.41", liveRestore: false), engineTime: nil,
      engineRestarted: false, isContinuous: false))

  private func event(_ second: Int64, _ action: EngineEvent.Action, of name: String = "web", exitCode: Int? = nil) -> Observation {
    at(
      second,
      .event(
        EngineEvent(
          time: Timestamp(seconds: 1_767_323_045 + second), id: ContainerID("id of \(name)"), action: action,
          attributes: .init(name: name, exitCode: exitCode))))
  }

  private func inspected(_ second: Int64, _ state: ContainerState, of name: String = "web", exitCode: Int = 0) -> Observation {
    let began = Timestamp(seconds: 1_767_323_045 + 3)
    let inspection = Inspection(
      id: ContainerID("id of \(name)"), name: ContainerName(name), image: "box",
      state: Inspection.State(
        status: state, exitCode: exitCode, startedAt: state == .created ? nil : began,
        finishedAt: state == .exited ? Timestamp(seconds: 1_767_323_045 + second) : nil), restartCount: 0, restartPolicy: .always)
    return at(
      second,
      .inspected(
        InspectAnswer(id: inspection.id, requestedAt: Uptime(nanoseconds: second * 1_000_000_000), result: .found(inspection))))
  }

  /// An engine without containers, and then one that is created, started and paused.
  private var life: [Observation] {
    [
      at(0, connected), at(1, .listed(Listing(requestedAt: Uptime(nanoseconds: 500_000_000), engineTime: nil, rows: []))),
      event(2, .create), inspected(2, .created), event(3, .start), event(4, .pause),
    ]
  }

  private func replay(_ text: String, _ settings: FleetSettings? = nil) throws -> (kinds: [String], ending: Replay.Ending) {
    let file = try RecordingFile(text)
    var kinds: [String] = []
    let ending = try Replay(path: file.path, settings: settings).run { kinds.append($0.kind.label) }
    return (kinds, ending)
  }

  private func complaint(_ text: String) throws -> String {
    let error = try #require(throws: RecordingError.self) { try replay(text) }
    return error.description.replacing(#/^.*recording-[0-9]+-[-0-9A-F]+/#, with: "FILE")
  }

  @Test func observationsLeadToTheirTransitions() throws {
    let (kinds, ending) = try replay(text(life))
    #expect(kinds == ["created", "start", "paused"])
    #expect(ending == .whole)
  }

  @Test func recordingCutInTheMiddleOfALineIsUsedUpToThere() throws {
    let whole = text(life)
    for cut in [1, 2, 20, 60] {
      let (kinds, ending) = try replay(String(whole.dropLast(cut)))
      // Without its line end alone the last line is whole.
      #expect(kinds == (cut == 1 ? ["created", "start", "paused"] : ["created", "start"]))
      #expect(ending == (cut == 1 ? .whole : .cut(line: 7)))
    }
  }

  @Test func settingsOfTheRecordingHold() throws {
    var header = Self.header
    header.settings.selection.exclude = [.name(Glob("w*"))]
    #expect(try replay(text(life, header)).kinds.isEmpty)
    #expect(try replay(text(life, header), FleetSettings()).kinds == ["created", "start", "paused"])
  }

  @Test(arguments: ["hello\n", "{}\n", "{\"a\":1}", "\u{0}\u{1}\u{2}", "[1]\n", "{\"dogwatch\":\"other\",\"version\":1}\n"])
  func otherFilesAreNoRecordings(_ text: String) throws {
    #expect(try complaint(text) == "FILE is no recording of dogwatch (its first line must begin with {\"dogwatch\":\"recording\")")
  }

  @Test func emptyFileIsSaidToBe() throws {
    #expect(try complaint("") == "FILE is empty: no recording of dogwatch")
  }

  @Test func newerVersionIsRefused() throws {
    #expect(
      try complaint(#"{"dogwatch":"recording","version":2,"whatever":[]}"# + "\n")
        == "FILE: the first line of the recording cannot be used: it is of version 2, and this program reads version 1")
  }

  @Test(arguments: [
    (#""crashLoopRestarts":3"#, #""crashLoopRestarts":0"#), (#""flappingChanges":4"#, #""flappingChanges":-1"#),
    (#""crashLoopWindow":600000000000"#, #""crashLoopWindow":-9223372036854775808"#),
  ])
  func settingsThatNoConfigurationAllowsAreRefused(_ lawful: String, _ other: String) throws {
    let complaint = try complaint(text(life).replacing(lawful, with: other))
    #expect(complaint.hasPrefix("FILE: the first line of the recording cannot be used: \(other.prefix { $0 != ":" }) is less than "))
  }

  /// Any number in any place, clocks that jump, and what nobody asked for: a replay goes through it.
  @Test(arguments: 1...10) func anythingLawfulIsReplayed(_ seed: UInt64) throws {
    var dice = Dice(state: seed)
    let header = RecordingHeader(time: Timestamp(seconds: 1), settings: .random(&dice))
    let observations = [at(0, connected)] + (0..<200).map { _ in Observation.random(&dice) }
    #expect(try replay(text(observations, header)).ending == .whole)
    _ = try replay(text(observations, header), FleetSettings())
  }

  @Test func damagedLineInTheMiddleIsNamed() throws {
    let lines = text(life).split(separator: "\n")
    let damaged = (lines[..<3] + ["garbage"] + lines[4...]).map { $0 + "\n" }.joined()
    #expect(try complaint(damaged).hasPrefix("FILE: line 4 of the recording is damaged: "))
  }

  @Test func unreadableFileIsOneSentence() {
    #expect(throws: RecordingError.unreadable("/nonexistent/file", 2)) { try Replay(path: "/nonexistent/file").run { _ in } }
    #expect(throws: RecordingError.unreadable("/", 21)) { try Replay(path: "/").run { _ in } }
  }

  /// An exit although the policy should have acted: the verdict waits for trailing events. Nobody was woken while this was recorded; by other settings somebody would have been.
  @Test func deadlinesOfOtherSettingsComeInBetween() throws {
    let recording = text(
      life + [
        event(5, .create, of: "db"), inspected(5, .created, of: "db"), event(6, .start, of: "db"), event(7, .unpause),
        event(8, .die, exitCode: 3), inspected(9, .exited, exitCode: 3), event(100, .pause, of: "db"),
        // What was slept through is judged ten seconds after.
        event(111, .unpause, of: "db"),
      ])
    let beginning = ["created", "start", "paused", "created", "start", "unpaused"]
    let (same, other) = (try replay(recording).kinds, try replay(recording, FleetSettings()).kinds)
    #expect(same == beginning + ["paused", "unpaused", "exit"])
    #expect(other == beginning + ["exit", "paused", "unpaused"])
  }

  @Test(arguments: Tape.names) func recordedTapeIsReplayedToTheSameTransitions(name: String) throws {
    let player = try TapePlayer(Tape(name))
    let recording = text(player.observations, RecordingHeader(time: Timestamp(seconds: 1), settings: player.fleet.settings))
    let file = try RecordingFile(recording)
    var transitions: [Transition] = []
    #expect(try Replay(path: file.path).run { transitions.append($0) } == .whole)
    #expect(!transitions.isEmpty && transitions == player.transitions)
  }
}
