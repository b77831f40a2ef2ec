// The line to the service manager.

import CSystemd

/// Sends what is to be told to systemd. Where nobody listens nothing is sent and nothing is wrong; who listens but does not read holds up
/// nobody but the thread that sends.
public struct Notifier: Sendable {
  /// Whether somebody listens: who makes texts for nobody need not.
  public let isListened: Bool
  private let send: @Sendable (String) -> Bool
  private let wait: @Sendable (Int64) -> Void

  /// The manager named by `NOTIFY_SOCKET`, if any.
  public init(environment: [String: String]) {
    guard environment["NOTIFY_SOCKET"] != nil else {
      self.init(isListened: false) { _ in }
      return
    }
    self.init(sendingApart: {
      // Nothing depends on its arrival; what went wrong is the manager's to notice.
      _ = sd_notify(0, $0)
    })
  }

  /// Sends from a thread of its own.
  init(sendingApart send: @escaping @Sendable (String) -> Void) {
    let thread = SendingThread(empty: NotificationQueue()) { queue in
      for text in queue.texts { send(text) }
    }
    isListened = true
    self.send = { text in thread.add { $0.append(text) } }
    wait = { _ = thread.flush(milliseconds: $0) }
  }

  /// Sends at once.
  init(isListened: Bool, send: @escaping @Sendable (String) -> Void) {
    self.isListened = isListened
    self.send = { text in
      send(text)
      return true
    }
    wait = { _ in }
  }

  /// Tells all of it in one notification. False when the same is waiting to be sent already, or nobody listens.
  @discardableResult
  public func tell(_ states: ServiceState...) -> Bool {
    guard isListened else { return false }
    return send(states.map(\.lines).joined(separator: "\n"))
  }

  /// Begins a reload; its end is told by `ready`.
  public func tellReloading(_ status: String) {
    tell(.reloading(monotonicMicroseconds: MonotonicClock.nanoseconds() / 1000), .status(status))
  }

  /// Gives the manager a moment to take what was told last.
  public func flush(milliseconds: Int64 = 1000) { wait(milliseconds) }
}
