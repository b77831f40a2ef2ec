// What the service manager is told of the daemon's life.

import Endpoints
import ServiceLifecycle
import Synchronization
import Systemd

/// Tells READY, the status line as it changes, reloads, and the end.
struct Announcer: Service {
  let notifier: Notifier
  let snapshot: LatestSnapshot
  let link: EngineLink
  /// Rung by those two.
  private let bell: StatusBell
  private let stage = Stage()

  /// How far the start has come.
  private final class Stage: Sendable {
    private let state = Mutex((isListening: false, isSettled: false, isTold: false))

    var isTold: Bool { state.withLock { $0.isTold } }

    /// True once: when all is there.
    func reach(listening: Bool = false, settled: Bool = false) -> Bool {
      state.withLock { state in
        if listening { state.isListening = true }
        if settled { state.isSettled = true }
        guard state.isListening, state.isSettled, !state.isTold else { return false }
        state.isTold = true
        return true
      }
    }
  }

  /// An engine that answers, but whose containers cannot be listed, holds up the start no longer than that: systemd would give up.
  private static let patience = 30_000_000_000 as Int64
  private static let interval = Duration.seconds(1)
  private static let intervalBeforeReady = Duration.milliseconds(100)

  init(notifier: Notifier, snapshot: LatestSnapshot, link: EngineLink, bell: StatusBell) {
    self.notifier = notifier
    self.snapshot = snapshot
    self.link = link
    self.bell = bell
  }

  // MARK: The start

  /// The listener is up.
  func listening() { if stage.reach(listening: true) { tellReady() } }

  /// The first full listing is there.
  func listed() { if stage.reach(settled: true) { tellReady() } }

  private func tellReady() { notifier.tell(.ready, .status(status)) }

  // MARK: Reloading

  /// To be called before a reload begins.
  func willReload() { if stage.isTold { notifier.tellReloading("reloading the configuration") } }

  /// To be called when a reload is over, whatever came of it.
  func didReload() { if stage.isTold { tellReady() } }

  // MARK: The status line

  /// Follows the fleet and the connection: looks when one of them changes, at most once a second.
  func run() async throws {
    guard notifier.isListened else {
      try? await gracefulShutdown()
      return
    }
    await cancelWhenGracefulShutdown {
      let began = MonotonicClock.nanoseconds()
      var told = ""
      while !stage.isTold, !Task.isCancelled {
        settle(after: MonotonicClock.nanoseconds() - began)
        tellStatus(unless: &told)
        try? await Task.sleep(for: Self.intervalBeforeReady)
      }
      bell.ring()
      for await _ in bell.rings {
        tellStatus(unless: &told)
        try? await Task.sleep(for: Self.interval)
      }
    }
    notifier.tell(.stopping, .status("ending"))
  }

  private func tellStatus(unless told: inout String) {
    let status = status
    if status != told { notifier.tell(.status(status)) }
    told = status
  }

  /// With the engine out of reach there is nothing to wait for.
  private func settle(after nanoseconds: Int64) {
    guard link.trouble != nil || nanoseconds > Self.patience, stage.reach(settled: true) else { return }
    tellReady()
  }

  private var status: String {
    let snapshot = snapshot.current
    return StatusText.text(snapshot.isReady ? snapshot.summary : nil, isConnected: link.isConnected, trouble: link.trouble)
  }
}
