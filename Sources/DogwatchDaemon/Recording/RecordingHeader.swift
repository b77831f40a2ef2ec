// The first line of a recording.

import JSON
import Watch

/// What a recording begins with: that it is one, since when, and by which settings its observations were judged live.
struct RecordingHeader: Sendable, Hashable {
  /// The format's version; a change that an older program would misread raises it.
  static let version: Int64 = 1

  var time: Timestamp
  var settings: FleetSettings
  /// What was taken up from an earlier process (`RecordedState`); nil after a first start.
  var state: String?
}

extension RecordingHeader: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      json.member("dogwatch", "recording")
      json.member("version", Self.version)
      json.member("time", time.rfc3339)
      json.member("settings", settings)
      if let state { json.member("state", state) }
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    var word: String?
    var version: Int64?
    var time: String?
    var settings: FleetSettings?
    var state: String?
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "dogwatch": word = try reader.string()
      case "version": version = try reader.int64()
      case "time": time = try reader.string()
      case "settings" where version == Self.version: settings = try FleetSettings(recorded: &reader)
      case "state":
        state = try reader.string()
        if state.flatMap({ RecordedState(text: $0) }) == nil { throw reader.rejection("its state cannot be read") }
      default: break
      }
    }
    guard word == "recording" else { throw reader.rejection("no recording") }
    guard version == Self.version else { throw reader.rejection(RecordingError.otherVersion(version ?? 0)) }
    let parsed = Timestamp(rfc3339: try reader.need(time, "time"))
    self.init(time: try reader.need(parsed, "time"), settings: try reader.need(settings, "settings"), state: state)
  }
}
