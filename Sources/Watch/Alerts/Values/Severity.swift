// How bad an alert is.

/// An alert's severity, the worst first in `allCases` and the greatest in comparisons.
public enum Severity: String, CaseIterable, Sendable, Hashable, Comparable, Codable {
  case critical, error, warning, info

  /// 0 for info, 3 for critical.
  private var rank: Int {
    switch self {
    case .critical: 3
    case .error: 2
    case .warning: 1
    case .info: 0
    }
  }

  public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}
