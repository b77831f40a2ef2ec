// One level for every logger, which may change while they log.

public import Logging
import Synchronization

/// The least severe level that is logged now.
public final class SharedLogLevel: Sendable {
  private let value: Mutex<Logger.Level>

  public init(_ level: Logger.Level) {
    value = Mutex(level)
  }

  public var level: Logger.Level {
    get { value.withLock { $0 } }
    set { value.withLock { $0 = newValue } }
  }
}

/// Hands on to another handler what the shared level lets pass, unless a logger has been given a level of its own.
public struct AdjustableLogHandler: LogHandler {
  private var base: any LogHandler
  private let shared: SharedLogLevel
  private var own: Logger.Level?

  public init(_ base: any LogHandler, level: SharedLogLevel) {
    self.base = base
    shared = level
  }

  public var logLevel: Logger.Level {
    get { own ?? shared.level }
    set { own = newValue }
  }

  public var metadata: Logger.Metadata {
    get { base.metadata }
    set { base.metadata = newValue }
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { base[metadataKey: key] }
    set { base[metadataKey: key] = newValue }
  }

  public func log(event: LogEvent) {
    base.log(event: event)
  }
}
