// An answer to an inspect in a recording.

import JSON
import Watch

extension InspectAnswer: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      json.member("id", id.text)
      json.member("requestedAt", requestedAt)
      switch result {
      case .found(let inspection): json.member("found", inspection)
      case .missing: json.member("missing", true)
      case .unanswered(let reason): json.member("unanswered", reason)
      case .failed(let reason): json.member("failed", reason)
      }
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    var id: String?
    var requestedAt: Uptime?
    var result: Result?
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "id": id = try reader.string()
      case "requestedAt": requestedAt = try reader.uptime()
      case "found": result = .found(try Inspection(recorded: &reader))
      case "missing": result = .missing
      case "unanswered": result = .unanswered(try reader.string())
      case "failed": result = .failed(try reader.string())
      default: break
      }
    }
    self.init(
      id: ContainerID(try reader.need(id, "id")), requestedAt: try reader.need(requestedAt, "requestedAt"),
      result: try reader.need(result, "found, missing, unanswered or failed"))
  }
}
