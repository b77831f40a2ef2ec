// The log for people: lines on standard error.

public import Logging
import Terminal
import Watch

/// Writes `2026-01-02T03:04:05Z warning: message key=value`.
public struct TextLogHandler: LogHandler {
  public var logLevel: Logger.Level
  public var metadata: Logger.Metadata = [:]

  private let output: LineOutput

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
    var line = "\(Timestamp.now().rfc3339.prefix(19))Z \(event.level.rawValue): \(TransitionLine.printable(event.message.description))"
    for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
      line += " \(TransitionLine.printable(key))=\(TransitionLine.printable(value.description))"
    }
    output.write(line + "\n")
  }
}
