// What the loops would have made of a recorded conversation, without loops, sockets and clocks.

import JSON
import NIOCore
import NIOHTTP1
import Watch

@testable import DockerEngine
@testable import DogwatchDaemon

/// Plays a tape to a fleet: each line becomes the observations that the pump and the reconciler make of it, and the fleet is woken when it
/// wants to be.
struct TapePlayer {
  private(set) var transitions: [Transition] = []
  /// What the fleet was given, its wakings included.
  private(set) var observations: [Observation] = []
  private(set) var fleet: Fleet
  private var memory = EngineMemory()
  private var ping: PingAnswer?
  private var info: EngineInfo?
  private var ring: RingAnswer?
  private var reading: Stream?
  private var clock = Arrival(time: Timestamp(nanoseconds: 0), uptime: Uptime(nanoseconds: 0))

  private struct Stream {
    var repeated: Set<EngineEvent>
    var newest: EngineEvent?
  }

  init(_ tape: Tape) throws {
    let seconds = tape.lines.first?.number("reconcileInterval") ?? 30
    fleet = Fleet(settings: FleetSettings(reconcileInterval: seconds * FleetSettings.second))
    for line in tape.lines {
      wake(until: line.arrival)
      for content in try observations(of: line) { observe(content, at: line.arrival) }
      if line.what == "end" { return }
    }
  }

  // MARK: Time

  /// Deadlines that pass before then.
  private mutating func wake(until arrival: Arrival) {
    while let deadline = fleet.nextDeadline, deadline <= arrival.uptime {
      let uptime = max(deadline, clock.uptime)
      observe(.deadline, at: Arrival(time: arrival.time.advanced(by: uptime.since(arrival.uptime)), uptime: uptime))
    }
  }

  private mutating func observe(_ content: Observation.Content, at arrival: Arrival) {
    clock = arrival
    let observation = Observation(arrival: arrival, content: content)
    observations.append(observation)
    fleet.observe(observation)
    transitions += fleet.takeEffects().transitions
  }

  // MARK: Lines

  private mutating func observations(of line: Tape.Line) throws -> [Observation.Content] {
    switch line.what {
    case "answer": try answered(line)
    case "refused", "unanswered": unanswered(line)
    case "stream": try opened(line)
    case "line": try event(line)
    case "stream ended": ended(line)
    default: []
    }
  }

  private mutating func answered(_ line: Tape.Line) throws -> [Observation.Content] {
    var headers = HTTPHeaders()
    for name in ["date", "api-version"] { if let value = line[name] { headers.add(name: name, value: value) } }
    let body = ByteBuffer(string: line["body"] ?? "")
    let answer = EngineAnswer(requestedAt: line.asked, status: line.status, headers: headers, body: body)
    switch Self.call(line.path) {
    case .ping: ping = try PingAnswer(answer)
    case .info: info = try body.withUnsafeReadableBytes { try InfoDecoder.decode($0) }
    case .ring: ring = Self.ring(body)
    case .list where line.status == 200:
      let (rows, _) = try body.withUnsafeReadableBytes { try ListDecoder.decode($0) }
      return [.listed(Listing(requestedAt: line.asked, engineTime: answer.engineTime, rows: rows))]
    case .inspect(let id):
      return [.inspected(InspectAnswer(id: ContainerID(id), requestedAt: line.asked, result: try Self.result(answer)))]
    default: break
    }
    return []
  }

  private mutating func unanswered(_ line: Tape.Line) -> [Observation.Content] {
    switch Self.call(line.path) {
    case .ping, .info, .ring, .stream:
      memory.failed()
      return [.unreachable(EngineUnreachable(message: line.what))]
    case .inspect(let id):
      return [.inspected(InspectAnswer(id: ContainerID(id), requestedAt: line.asked, result: .unanswered(line.what)))]
    case .list, .other: return []
    }
  }

  private mutating func opened(_ line: Tape.Line) throws -> [Observation.Content] {
    guard let ping, let info, let ring else { throw Unplayable(what: "a stream before the answers that come first") }
    let greeting = Greeting(ping: ping, info: info, ring: ring, listener: nil, engineTime: Greeting.engineTime(ping, info))
      .heard(by: &memory, at: line.arrival.uptime)
    reading = Stream(repeated: greeting.repeated)
    return greeting.observations
  }

  private mutating func event(_ line: Tape.Line) throws -> [Observation.Content] {
    var text = line["line"] ?? ""
    guard case .event(let event) = text.withUTF8({ EventDecoder.decode(UnsafeRawBufferPointer($0)) }) else {
      throw Unplayable(what: text)
    }
    if reading?.repeated.remove(event) != nil { return [] }
    if let newest = reading?.newest, newest.time > event.time { return [.event(event)] }
    reading?.newest = event
    return [.event(event)]
  }

  private mutating func ended(_ line: Tape.Line) -> [Observation.Content] {
    if let newest = reading?.newest { memory.saw(newest) }
    reading = nil
    memory.disconnected(inOrder: line.isInOrder, at: line.arrival.uptime)
    return [.disconnected(Disconnection(cause: line.isInOrder ? .ended : .broken, message: line.what))]
  }

  // MARK: Answers

  private static func call(_ path: String) -> FakeCall { FakeCall(requestLine: "GET \(path) HTTP/1.1") }

  private static func ring(_ body: ByteBuffer) -> RingAnswer {
    var reader = EventReader()
    var items: [EventItem] = []
    body.withUnsafeReadableBytes { reader.read($0, into: &items) }
    reader.finish(into: &items)
    return RingAnswer(items: items, lineCount: items.count)
  }

  private static func result(_ answer: EngineAnswer) throws -> InspectAnswer.Result {
    switch answer.status {
    case 200: .found(try answer.body.withUnsafeReadableBytes { try InspectDecoder.decode($0) })
    case 404: .missing
    default: .failed("\(answer.status)")
    }
  }

  struct Unplayable: Error {
    var what: String
  }
}
