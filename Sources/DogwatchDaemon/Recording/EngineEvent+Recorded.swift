// An event of the engine in a recording.

import JSON
import Watch

extension EngineEvent: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      json.member("time", time)
      json.member("id", id.text)
      json.member("action", action.label)
      if case .healthStatus(let health) = action { json.member("health", health.rawValue) }
      if attributes != Attributes() { json.member("attributes", attributes) }
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    var time: Timestamp?
    var id: String?
    var label: String?
    var health: Health?
    var attributes = Attributes()
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "time": time = try reader.time()
      case "id": id = try reader.string()
      case "action": label = try reader.string()
      case "health": health = try reader.word()
      case "attributes": attributes = try Attributes(recorded: &reader)
      default: break
      }
    }
    let action = Action(label: try reader.need(label, "action"), health: health)
    self.init(
      time: try reader.need(time, "time"), id: ContainerID(try reader.need(id, "id")),
      action: try reader.need(action, "a known action"), attributes: attributes)
  }
}

extension EngineEvent.Action {
  private static let plain: [EngineEvent.Action] = [
    .create, .start, .restart, .stop, .die, .kill, .oom, .pause, .unpause, .destroy, .rename, .update, .other,
  ]

  /// The action of that label; `health` is what `health_status` says.
  fileprivate init?(label: String, health: Health?) {
    if let health {
      self = .healthStatus(health)
    } else if let action = Self.plain.first(where: { $0.label == label }) {
      self = action
    } else {
      return nil
    }
  }
}

extension EngineEvent.Attributes: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      if let name { json.member("name", name) }
      if let image { json.member("image", image) }
      if let exitCode { json.member("exitCode", exitCode) }
      if let signal { json.member("signal", signal) }
      if let oldName { json.member("oldName", oldName) }
      if let composeReplace { json.member("composeReplace", composeReplace) }
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    self.init()
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "name": name = try reader.string()
      case "image": image = try reader.string()
      case "exitCode": exitCode = try reader.int()
      case "signal": signal = try reader.int()
      case "oldName": oldName = try reader.string()
      case "composeReplace": composeReplace = try reader.string()
      default: break
      }
    }
  }
}
