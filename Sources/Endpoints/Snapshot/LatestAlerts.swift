// The alerts that fire now, for those who show them.

import Synchronization
public import Watch

/// The firing alerts, the worst first; replaced as a whole when one changes.
public final class LatestAlerts: Sendable {
  private let alerts = Mutex<[Alert]>([])

  public init() {}

  public func publish(_ firing: [Alert]) {
    alerts.withLock { $0 = firing }
  }

  public var current: [Alert] { alerts.withLock { $0 } }
}
