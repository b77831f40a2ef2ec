// The log for machines: one JSON object a line on standard error.

import JSON
public import Logging
import Watch

/// Writes `{"time":…,"level":…,"message":…}` and the metadata as further members.
public struct JSONLogHandler: LogHandler {
  public var logLevel: Logger.Level
  public var metadata: Logger.Metadata = [:]

  private let output: LineOutput
  private static let reserved: Set = ["time", "level", "message"]

  public init(level: Logger.Level) {
    self.init(level: level, output: .standardError)
  }

  init(level: Logger.Level, output: LineOutput) {
    logLevel = level
    self.output = output
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var json = JSONWriter()
    let metadata = metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key })
    json.object { json in
      json.member("time", Timestamp.now().rfc3339)
      json.member("level", event.level.rawValue)
      json.member("message", event.message.description)
      for (key, value) in metadata { json.member(Self.reserved.contains(key) ? key + "_" : key, value.description) }
    }
    output.write(String(decoding: json.bytes, as: UTF8.self) + "\n")
  }
}
