// The watchdog's food: a ping for systemd while every loop makes progress.

import Endpoints
import Logging
import NIOCore
import Systemd

/// Looks at the loops from a thread of its own, outside the cooperative pool, so that a starved pool is noticed too.
final class Watchdog: Sendable {
  private let schedule: WatchdogSchedule
  private let progress: Progress
  private let probes: [ThreadProbe]
  private let notifier: Notifier
  private let metrics: DaemonMetrics
  private let logger: Logger
  private let loop: any EventLoop

  /// The loop must be of a thread that nothing else uses.
  init(
    schedule: WatchdogSchedule, progress: Progress, probes: [ThreadProbe], notifier: Notifier, metrics: DaemonMetrics, logger: Logger,
    loop: any EventLoop
  ) {
    self.schedule = schedule
    self.progress = progress
    self.probes = probes
    self.notifier = notifier
    self.metrics = metrics
    self.logger = logger
    self.loop = loop
  }

  /// Goes on until the loop's thread ends.
  func start() {
    loop.execute { self.look(told: nil) }
  }

  /// `told` is the loop of which the log has said already that it stands still.
  private func look(told: String?) {
    let stall = progress.stall()
    for probe in probes { probe.ask() }
    if let stall {
      if told != stall.loop { logger.critical("no ping for systemd's watchdog: \(stall)") }
    } else {
      if let told { logger.warning("the \(told) moves again") }
      if notifier.tell(.watchdog) { metrics.watchdogPinged() }
    }
    let pause = stall == nil ? schedule.interval : schedule.impatientInterval
    loop.scheduleTask(in: TimeAmount(pause)) { self.look(told: stall?.loop) }
  }
}
