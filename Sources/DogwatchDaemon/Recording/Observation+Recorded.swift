// An observation as a line of a recording: when it arrived, and one member that is what was observed.

import JSON
import Watch

extension Observation: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      json.member("time", arrival.time)
      json.member("uptime", arrival.uptime)
      switch content {
      case .connected(let connection): json.member("connected", connection)
      case .event(let event): json.member("event", event)
      case .past(let event): json.member("past", event)
      case .disconnected(let disconnection): json.member("disconnected", disconnection)
      case .unreachable(let failure): json.object("unreachable") { $0.member("message", failure.message) }
      case .listed(let listing): json.member("listed", listing)
      case .inspected(let answer): json.member("inspected", answer)
      case .deadline: json.member("deadline", true)
      }
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    var time: Timestamp?
    var uptime: Uptime?
    var content: Content?
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "time": time = try reader.time()
      case "uptime": uptime = try Self.uptime(&reader)
      default: content = try Content(recorded: &reader, under: key) ?? content
      }
    }
    self.init(
      arrival: Arrival(time: try reader.need(time, "time"), uptime: try reader.need(uptime, "uptime")),
      content: try reader.need(content, "event, listed, inspected or another observation"))
  }
}

extension Observation {
  /// At the end of a clock, which no host reaches, what waits for a later time would be woken for ever.
  private static func uptime(_ reader: inout JSONReader) throws(JSONError) -> Uptime {
    let uptime = try reader.uptime()
    guard uptimes.contains(uptime.nanoseconds) else { throw reader.rejection("no host has been up for so long") }
    return uptime
  }

  /// A hundred years.
  private static let uptimes = 0...100 * 365 * 86_400 * 1_000_000_000 as ClosedRange<Int64>
}

extension Observation.Content {
  /// What the member of that key holds; nil for one that is not known.
  fileprivate init?(recorded reader: inout JSONReader, under key: JSONText) throws(JSONError) {
    switch key {
    case "connected": self = .connected(try Connection(recorded: &reader))
    case "event": self = .event(try EngineEvent(recorded: &reader))
    case "past": self = .past(try EngineEvent(recorded: &reader))
    case "disconnected": self = .disconnected(try Disconnection(recorded: &reader))
    case "unreachable":
      var message = ""
      try reader.object { key, reader throws(JSONError) in
        if key == "message" { message = try reader.string() }
      }
      self = .unreachable(EngineUnreachable(message: message))
    case "listed": self = .listed(try Listing(recorded: &reader))
    case "inspected": self = .inspected(try InspectAnswer(recorded: &reader))
    case "deadline":
      try reader.skip()
      self = .deadline
    default: return nil
    }
  }
}
