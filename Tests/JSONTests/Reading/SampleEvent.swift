// A health event as engine 20.10 sent it, and a decoder such as DockerEngine's, for the tests of the reader.
import JSON

enum SampleEvent {
  static let text = #"""
    {"status":"health_status: healthy","id":"4f1c2b3a4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8","from":"registry.example.org/shop/web:2.14.1","Type":"container","Action":"health_status: healthy","Actor":{"ID":"4f1c2b3a4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8","Attributes":{"com.docker.compose.project":"shop","description":"caf\u00e9 \"noir\" \ud83d\udc15","exitCode":"137","image":"registry.example.org/shop/web:2.14.1","name":"shop-web-1"}},"scope":"local","time":1760000000,"timeNano":1760000000123456789}
    """#

  struct Decoded: Equatable {
    var type = ""
    var action = ""
    var id = ""
    var name: String?
    var exitCode: Int64?
    var timeNano: Int64 = 0
  }

  static func decode(_ bytes: [UInt8]) throws(JSONError) -> Decoded {
    try JSONReader.read(bytes) { reader throws(JSONError) in
      var event = Decoded()
      try reader.beginObject()
      while let key = try reader.nextKey() {
        switch key {
        case "Type": event.type = try reader.string()
        case "Action": event.action = try reader.string()
        case "Actor": try decodeActor(&reader, into: &event)
        case "timeNano": event.timeNano = try reader.int64()
        default: break
        }
      }
      return event
    }
  }

  private static func decodeActor(_ reader: inout JSONReader, into event: inout Decoded) throws(JSONError) {
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "ID": event.id = try reader.string()
      case "Attributes":
        if try reader.null() { return }
        try reader.object { key, reader throws(JSONError) in
          switch key {
          case "name": event.name = try reader.string()
          case "exitCode": event.exitCode = try reader.text().int64
          default: try reader.skip()
          }
        }
      default: break
      }
    }
  }
}

/// The error of reading a text with `body`, nil when there is none.
func readingError(_ text: String, _ body: (inout JSONReader) throws(JSONError) -> Void) -> JSONError? {
  do throws(JSONError) {
    try JSONReader.read(Array(text.utf8), body)
    return nil
  } catch {
    return error
  }
}

/// The error of skipping over all of a text, nil when it is valid.
func skippingError(_ text: String) -> JSONError? {
  readingError(text) { reader throws(JSONError) in try reader.skip() }
}
