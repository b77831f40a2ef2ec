// The alerts that fire now, for those who show them.

import Synchronization
public import Watch

/// The firing alerts, the worst first; replaced as a whole when one changes.
public final class LatestAlerts: Sendable {
  private let alerts = Mutex<(firing: [Alert], revision: Int)>(([], 0))

  public init() {}

  public func publish(_ firing: [Alert]) {
    alerts.withLock { $0 = (firing, $0.revision + 1) }
  }

  public var current: [Alert] { alerts.withLock { $0.firing } }

  /// Another number whenever they were replaced.
  var revision: Int { alerts.withLock { $0.revision } }
}
