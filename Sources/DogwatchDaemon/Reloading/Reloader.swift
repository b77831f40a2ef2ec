// Another configuration without a restart.

import Endpoints
import Logging
import ServiceLifecycle
import Settings
import UnixSignals
import Watch

/// Reads the configuration at each hangup: a good one takes effect, a bad one leaves the old in force.
struct Reloader: Service {
  let reloading: Reloading
  let metrics: DaemonMetrics
  let logger: Logger
  /// Makes the settings that can change take effect; called one at a time.
  let apply: @Sendable (Settings, DaemonOptions) async -> Void

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var current = reloading.current
      await Self.forEach(reloading.hangups) { await reload(&current) }
    }
  }

  /// Opens the existential sequence.
  private static func forEach(
    _ hangups: some AsyncSequence<UnixSignal, Never>, _ body: () async -> Void
  ) async {
    for await _ in hangups { await body() }
  }

  func reload(_ current: inout Settings) async {
    await reloading.willReload()
    do throws(SettingsErrors) {
      let read = try reloading.read()
      let changes = SettingsChanges(from: current, to: read)
      let options = try DaemonOptions(changes.effective, environment: reloading.environment)
      current = changes.effective
      reloading.logLevel.level = current.log.level.loggerLevel
      await apply(current, options)
      metrics.configurationRead(at: .now())
      tell(changes, options)
    } catch {
      metrics.configurationRefused()
      logger.error(
        "configuration not reloaded, the old one stays in force: \(error.errors.count) error\(error.errors.count == 1 ? "" : "s")")
      for error in error.errors { logger.error("\(error)") }
    }
    await reloading.didReload()
  }

  private func tell(_ changes: SettingsChanges, _ options: DaemonOptions) {
    let applied = changes.applied.isEmpty ? "no setting is another" : "in force: " + changes.applied.joined(separator: ", ")
    logger.notice("configuration reloaded, \(applied)")
    if !changes.waiting.isEmpty { logger.warning("only a restart brings into force: \(changes.waiting.joined(separator: ", "))") }
    for warning in options.warnings { logger.warning("\(warning)") }
  }
}
