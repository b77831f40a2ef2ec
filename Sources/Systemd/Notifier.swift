// The line to the service manager.

import CSystemd

/// Sends what is to be told to systemd. Where nobody listens nothing is sent and nothing is wrong.
public struct Notifier: Sendable {
  /// Whether somebody listens: who makes texts for nobody need not.
  public let isListened: Bool
  private let send: @Sendable (String) -> Void

  /// The manager named by `NOTIFY_SOCKET`, if any.
  public init(environment: [String: String]) {
    self.init(isListened: environment["NOTIFY_SOCKET"] != nil) { text in
      // Nothing depends on its arrival; what went wrong is the manager's to notice.
      _ = sd_notify(0, text)
    }
  }

  init(isListened: Bool, send: @escaping @Sendable (String) -> Void) {
    self.isListened = isListened
    self.send = send
  }

  /// Tells all of it in one notification.
  public func tell(_ states: ServiceState...) {
    guard isListened else { return }
    send(states.map(\.lines).joined(separator: "\n"))
  }

  /// Begins a reload; its end is told by `ready`.
  public func tellReloading(_ status: String) {
    tell(.reloading(monotonicMicroseconds: MonotonicClock.nanoseconds() / 1000), .status(status))
  }
}
