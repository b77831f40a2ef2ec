import JSON
import Testing
import Watch

@testable import DogwatchDaemon

/// What comes out of a recording is what went in.
@Suite struct RecordedTests {
  private func line(_ value: some Recorded) -> [UInt8] {
    var json = JSONWriter()
    value.record(to: &json)
    return json.bytes
  }

  private func read<Value: Recorded>(_ line: [UInt8], as _: Value.Type = Value.self) throws -> Value {
    try JSONReader.read(line) { reader throws(JSONError) in try Value(recorded: &reader) }
  }

  @Test(arguments: 1...20) func everyFieldOfAnObservationComesBack(_ seed: UInt64) throws {
    var dice = Dice(state: seed)
    for _ in 0..<200 {
      let observation = Observation.random(&dice)
      let line = line(observation)
      #expect(!line.contains(0x0A), "one line")
      let back: Observation = try read(line)
      #expect(back.arrival == observation.arrival)
      #expect(same(back.content, observation.content), "\(String(decoding: line, as: UTF8.self))")
    }
  }

  @Test(arguments: 1...20) func everySettingComesBack(_ seed: UInt64) throws {
    var dice = Dice(state: seed)
    let header = RecordingHeader(time: Timestamp(seconds: 1_767_323_045), settings: .random(&dice))
    #expect(try read(line(header)) == header)
  }

  @Test func linesAreReadable() {
    let arrival = Arrival(time: Timestamp(nanoseconds: 1_767_323_045_000_000_001), uptime: Uptime(nanoseconds: 42))
    let event = EngineEvent(
      time: Timestamp(nanoseconds: 7), id: ContainerID("abc"), action: .healthStatus(.unhealthy), attributes: .init(name: "web"))
    #expect(
      String(decoding: line(Observation(arrival: arrival, content: .event(event))), as: UTF8.self)
        == #"{"time":1767323045000000001,"uptime":42,"event":{"time":7,"id":"abc","action":"health_status","health":"unhealthy","attributes":{"name":"web"}}}"#
    )
    #expect(
      String(decoding: line(Observation(arrival: arrival, content: .deadline)), as: UTF8.self)
        == #"{"time":1767323045000000001,"uptime":42,"deadline":true}"#)
  }

  @Test(arguments: [
    #"{}"#, #"{"time":1,"uptime":2}"#, #"{"time":1,"deadline":true}"#, #"{"time":1.5,"uptime":2,"deadline":true}"#,
    #"{"time":1,"uptime":9223372036854775807,"deadline":true}"#, #"{"time":1,"uptime":-1,"deadline":true}"#,
    #"{"time":1,"uptime":2,"event":{}}"#, #"{"time":1,"uptime":2,"event":{"time":1,"id":"a","action":"dance"}}"#,
    #"{"time":1,"uptime":2,"listed":{"requestedAt":1}}"#, #"{"time":1,"uptime":2,"inspected":{"id":"a","requestedAt":1}}"#,
    #"{"time":1,"uptime":2,"disconnected":{"cause":"boredom"}}"#, #"[]"#, #"{"time":1,"uptime":2,"deadline":true} more"#,
  ])
  func whatIsMissingOrUnknownIsAnError(_ text: String) {
    #expect(throws: JSONError.self) { try read(Array(text.utf8), as: Observation.self) }
  }

  /// Whatever is done to a line, reading it ends in an observation or an error.
  @Test(arguments: 1...5) func damagedLinesAreErrorsAtWorst(_ seed: UInt64) {
    var dice = Dice(state: seed)
    for _ in 0..<300 {
      var line = line(Observation.random(&dice))
      for _ in 0..<Int.random(in: 1...4, using: &dice) {
        let place = Int.random(in: 0..<line.count, using: &dice)
        if dice.bool() { line[place] = UInt8.random(in: .min ... .max, using: &dice) } else { line.remove(at: place) }
      }
      _ = try? read(line, as: Observation.self)
    }
  }

  private func same(_ left: Observation.Content, _ right: Observation.Content) -> Bool {
    switch (left, right) {
    case (.connected(let left), .connected(let right)): left == right
    case (.event(let left), .event(let right)), (.past(let left), .past(let right)): left == right
    case (.disconnected(let left), .disconnected(let right)): left == right
    case (.unreachable(let left), .unreachable(let right)): left == right
    case (.listed(let left), .listed(let right)):
      left.requestedAt == right.requestedAt && left.engineTime == right.engineTime && left.rows == right.rows
    case (.inspected(let left), .inspected(let right)):
      left.id == right.id && left.requestedAt == right.requestedAt && same(left.result, right.result)
    case (.deadline, .deadline): true
    default: false
    }
  }

  private func same(_ left: InspectAnswer.Result, _ right: InspectAnswer.Result) -> Bool {
    switch (left, right) {
    case (.found(let left), .found(let right)): left == right
    case (.missing, .missing): true
    case (.unanswered(let left), .unanswered(let right)), (.failed(let left), .failed(let right)): left == right
    default: false
    }
  }
}
