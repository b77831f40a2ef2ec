// The dead man's switch, which may be set otherwise while the daemon runs.

import Logging
import ServiceLifecycle
import Synchronization
import Watch
import Webhooks

/// Keeps one heartbeat going, or none.
final class HeartbeatKeeper: Service {
  private let state = Mutex(State())
  private let proxies: ProxyRules
  private let isHealthy: @Sendable () -> Bool
  private let logger: Logger

  private struct State {
    var heartbeat: AlertingOptions.Heartbeat?
    var task: Task<Void, Never>?
    var hasEnded = false
  }

  /// `isHealthy`: whether all is well, asked before each beat.
  init(proxies: ProxyRules, logger: Logger, isHealthy: @escaping @Sendable () -> Bool) {
    self.proxies = proxies
    self.isHealthy = isHealthy
    self.logger = logger
  }

  func run() async throws {
    try? await gracefulShutdown()
    let task = state.withLock { state in
      state.hasEnded = true
      return state.task.take()
    }
    task?.cancel()
    await task?.value
  }

  /// This heartbeat from now on; nil: none.
  func use(_ heartbeat: AlertingOptions.Heartbeat?) {
    state.withLock { state in
      guard !state.hasEnded, state.heartbeat != heartbeat else { return }
      state.task?.cancel()
      state.heartbeat = heartbeat
      state.task = heartbeat.flatMap(start)
    }
  }

  private func start(_ heartbeat: AlertingOptions.Heartbeat) -> Task<Void, Never>? {
    let voice = HeartbeatVoice(logger: logger)
    do throws(ReceiverError) {
      let heart = try Heartbeat(
        url: heartbeat.url, interval: heartbeat.interval, version: Daemon.version, proxies: proxies, now: { .now() }, isHealthy: isHealthy,
        report: { voice.told($0) })
      return Task { await heart.run() }
    } catch {
      logger.error("no heartbeat: \(error)")
      return nil
    }
  }
}

/// Says when the heartbeat is no longer heard, and when it is again; not at each beat.
private final class HeartbeatVoice: Sendable {
  private let logger: Logger
  private let wasHeard = Mutex(true)

  init(logger: Logger) {
    self.logger = logger
  }

  /// A beat is over; `problem`: why it was not heard.
  func told(_ problem: String?) {
    let isNews = wasHeard.withLock { wasHeard in
      defer { wasHeard = problem == nil }
      return wasHeard != (problem == nil)
    }
    guard isNews else { return }
    if let problem { logger.warning("heartbeat: \(problem)") } else { logger.notice("heartbeat: heard again") }
  }
}
