// The log for the journal: entries with fields instead of lines.

public import Logging

/// Writes each message as an entry of its own, its metadata as fields.
public struct JournalLogHandler: LogHandler {
  public var logLevel: Logger.Level
  public var metadata: Logger.Metadata = [:]

  private let writer: JournalWriter

  public init(level: Logger.Level, writer: JournalWriter) {
    logLevel = level
    self.writer = writer
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var entry = JournalEntry(message: event.message.description, priority: JournalPriority(event.level))
    let metadata = metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key })
    // With a prefix none of them can pass for a field that means something to others.
    for (key, value) in metadata { entry.add("DOGWATCH_" + key, value.description) }
    writer.write(entry)
  }
}
