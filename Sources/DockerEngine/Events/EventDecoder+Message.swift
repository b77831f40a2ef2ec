// The fields of a message as they stand in the line.

import JSON
import Watch

extension EventDecoder {
  /// What was found in a line; its texts point into it.
  struct Message {
    var type: JSONText?
    var action: JSONText?
    var actorID: JSONText?
    var attributes = EngineEvent.Attributes()
    var time: Int64?
    var timeNano: Int64?
    /// Legacy copies of action and id.
    var status: JSONText?
    var id: JSONText?
    /// Podman's.
    var healthStatus: JSONText?

    init(_ reader: inout JSONReader) throws(JSONError) {
      try reader.object { key, reader throws(JSONError) in
        switch key {
        case "Type": type = try reader.textOrSkip()
        case "Action": action = try reader.textOrSkip()
        case "Actor": try readActor(&reader)
        case "time": time = try reader.int64OrNull()
        case "timeNano": timeNano = try reader.int64OrNull()
        case "status": status = try reader.textOrSkip()
        case "id": id = try reader.textOrSkip()
        case "HealthStatus": healthStatus = try reader.textOrSkip()
        default: break
        }
      }
    }

    private mutating func readActor(_ reader: inout JSONReader) throws(JSONError) {
      try reader.objectOrSkip { key, reader throws(JSONError) in
        switch key {
        case "ID": actorID = try reader.textOrSkip()
        case "Attributes": try readAttributes(&reader)
        default: break
        }
      }
    }

    private mutating func readAttributes(_ reader: inout JSONReader) throws(JSONError) {
      try reader.objectOrSkip { key, reader throws(JSONError) in
        switch key {
        case "name": attributes.name = try reader.textOrSkip()?.string
        case "image": attributes.image = try reader.textOrSkip()?.string
        case "exitCode": attributes.exitCode = try Self.number(&reader) ?? attributes.exitCode
        // Podman writes both.
        case "containerExitCode": if attributes.exitCode == nil { attributes.exitCode = try Self.number(&reader) }
        case "signal": attributes.signal = try reader.textOrSkip().flatMap { SignalNumber.parse($0.string) }
        case "oldName": attributes.oldName = try reader.textOrSkip()?.string
        case "com.docker.compose.replace": attributes.composeReplace = try reader.textOrSkip()?.string
        default: break
        }
      }
    }

    private static func number(_ reader: inout JSONReader) throws(JSONError) -> Int? {
      try reader.textOrSkip()?.int64.flatMap { Int(exactly: $0) }
    }
  }
}
