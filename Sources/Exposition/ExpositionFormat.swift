// The two text formats Prometheus reads.

/// A text format of metrics.
public enum ExpositionFormat: Sendable, CaseIterable {
  /// Prometheus text 0.0.4.
  case text
  /// OpenMetrics 1.0.
  case openMetrics

  /// The value of `Content-Type`.
  public var contentType: String {
    switch self {
    case .text: "text/plain; version=0.0.4; charset=utf-8"
    case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    }
  }

  /// What the format wants after the last sample (OpenMetrics 1.0, "Text Format": a final `# EOF`).
  public var trailer: [UInt8] {
    switch self {
    case .text: []
    case .openMetrics: Array("# EOF\n".utf8)
    }
  }
}
