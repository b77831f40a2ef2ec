// How much is logged, and in which form.

/// The least severe message that is logged, by swift-log's names.
public enum LogLevel: String, CaseIterable, Sendable, Hashable {
  case trace, debug, info, notice, warning, error, critical
}

/// The form of log lines.
public enum LogFormat: String, CaseIterable, Sendable, Hashable {
  /// The journal when it is listening, else text.
  case auto
  case text, json
}
