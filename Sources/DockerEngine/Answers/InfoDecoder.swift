// `GET /info` (moby api/types/system: `Info`).

package import JSON
import Watch

package enum InfoDecoder {
  package static func decode(_ body: UnsafeRawBufferPointer) throws(JSONError) -> EngineInfo {
    try JSONReader.read(body) { reader throws(JSONError) in
      var info = EngineInfo(name: "", version: "", liveRestore: false, systemTime: nil)
      try reader.object { key, reader throws(JSONError) in
        switch key {
        case "Name": info.name = try reader.textOrSkip()?.string ?? ""
        case "ServerVersion": info.version = try reader.textOrSkip()?.string ?? ""
        case "LiveRestoreEnabled": info.liveRestore = try reader.boolOrSkip()
        case "SystemTime": info.systemTime = try reader.timeOrSkip()
        default: break
        }
      }
      return info
    }
  }
}

extension JSONReader {
  /// The RFC 3339 time that comes next, nil for anything else and for Docker's year 1.
  mutating func timeOrSkip() throws(JSONError) -> Timestamp? {
    try textOrSkip().flatMap { Timestamp(rfc3339: $0.string) }
  }
}
