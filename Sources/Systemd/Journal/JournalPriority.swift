// How grave an entry is (syslog(3)).

public import Logging

/// `PRIORITY=` of a journal entry.
public enum JournalPriority: Int, Sendable, Hashable, Comparable {
  case emergency, alert, critical, error, warning, notice, info, debug

  /// The priority of a log level; trace and debug share one.
  public init(_ level: Logger.Level) {
    switch level {
    case .trace, .debug: self = .debug
    case .info: self = .info
    case .notice: self = .notice
    case .warning: self = .warning
    case .error: self = .error
    case .critical: self = .critical
    }
  }

  /// Graver is less, as in the journal.
  public static func < (left: JournalPriority, right: JournalPriority) -> Bool { left.rawValue < right.rawValue }
}
