// The engine's coming and going in a recording.

import JSON
import Watch

extension Connection: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      json.object("engine") { json in
        json.member("name", engine.name)
        json.member("version", engine.version)
        json.member("apiVersion", engine.apiVersion)
        json.member("liveRestore", engine.liveRestore)
      }
      if let engineTime { json.member("engineTime", engineTime) }
      json.member("engineRestarted", engineRestarted)
      json.member("isContinuous", isContinuous)
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    var engine: EngineDescription?
    var engineTime: Timestamp?
    var engineRestarted: Bool?
    var isContinuous: Bool?
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "engine": engine = try EngineDescription(recorded: &reader)
      case "engineTime": engineTime = try reader.time()
      case "engineRestarted": engineRestarted = try reader.bool()
      case "isContinuous": isContinuous = try reader.bool()
      default: break
      }
    }
    self.init(
      engine: try reader.need(engine, "engine"), engineTime: engineTime,
      engineRestarted: try reader.need(engineRestarted, "engineRestarted"), isContinuous: try reader.need(isContinuous, "isContinuous"))
  }
}

extension EngineDescription {
  fileprivate init(recorded reader: inout JSONReader) throws(JSONError) {
    self.init(name: "", version: "", apiVersion: "", liveRestore: false)
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "name": name = try reader.string()
      case "version": version = try reader.string()
      case "apiVersion": apiVersion = try reader.string()
      case "liveRestore": liveRestore = try reader.bool()
      default: break
      }
    }
  }
}

extension Disconnection: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      json.member("cause", cause.rawValue)
      json.member("message", message)
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    var cause: Cause?
    var message = ""
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "cause": cause = try reader.word()
      case "message": message = try reader.string()
      default: break
      }
    }
    self.init(cause: try reader.need(cause, "cause"), message: message)
  }
}
