// A list of containers in a recording.

import JSON
import Watch

extension Listing: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      json.member("requestedAt", requestedAt)
      if let engineTime { json.member("engineTime", engineTime) }
      json.array("rows") { json in
        for row in rows { row.record(to: &json) }
      }
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    var requestedAt: Uptime?
    var engineTime: Timestamp?
    var rows: [Row]?
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "requestedAt": requestedAt = try reader.uptime()
      case "engineTime": engineTime = try reader.time()
      case "rows": rows = try reader.elements { reader throws(JSONError) in try Row(recorded: &reader) }
      default: break
      }
    }
    self.init(requestedAt: try reader.need(requestedAt, "requestedAt"), engineTime: engineTime, rows: try reader.need(rows, "rows"))
  }
}

extension Listing.Row: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      json.member("id", id.text)
      json.member("name", name.recorded)
      if let state { json.member("state", state.rawValue) }
      if let health { json.member("health", health.rawValue) }
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    var id: String?
    var name: String?
    var state: ContainerState?
    var health: Health?
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "id": id = try reader.string()
      case "name": name = try reader.string()
      case "state": state = try reader.word()
      case "health": health = try reader.word()
      default: break
      }
    }
    self.init(
      id: ContainerID(try reader.need(id, "id")), name: ContainerName(try reader.need(name, "name")), state: state, health: health)
  }
}

extension ContainerName {
  /// Its text; one that begins with a slash gets one more, as reading takes one off.
  var recorded: String { text.hasPrefix("/") ? "/" + text : text }
}
