// The one writer: takes what is observed to the core, and what the core says to those it concerns.

import DockerEngine
import Endpoints
import Ledger
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Watch

/// Applies observations in order and publishes what came of them. Runs on a thread of its own, so that it may later wait for a disk.
actor Watchkeeper: Service {
  private let loop: any EventLoop
  private let inbox: Inbox
  private let outlets: Outlets
  private let logger: Logger
  private let progress: LoopProgress
  private var fleet: Fleet
  private var builder = SnapshotBuilder()
  private var publishedAt = Uptime(nanoseconds: .min)
  private var isPublishingDue = false
  private var alarm: (scheduled: Scheduled<Void>, at: Uptime)?
  private var wasReady = false
  /// Nil when nothing is to outlive the process.
  private var store: Store?
  /// What an earlier process knew of the engine.
  nonisolated let engineMemory: EngineMemory

  /// Where things go.
  struct Outlets: Sendable {
    var snapshot: LatestSnapshot
    var transitions: TransitionLog
    var metrics: DaemonMetrics
    var inspector: Inspector
    var rounds: ReconcileRounds
    var pump: EventPumpControl
    var recollection = EngineRecollection()
    /// Told each transition in order; must not block.
    var tell: @Sendable (Transition) -> Void
    /// Called once, after the first full listing.
    var ready: @Sendable (Int) -> Void
    /// Given the observations that are applied, in order; must not block.
    var record: (@Sendable (ArraySlice<Observation>) -> Void)?
  }

  /// Observations applied before anything is published.
  private static let batchLimit = 4096
  /// Snapshots are made at most this often.
  private static let publishInterval: Int64 = 50_000_000

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

  /// A watchkeeper that goes on where the state in that folder ends; with nil nothing outlives the process. Throws when the folder is another's, or a
  /// later version's.
  init(
    settings: FleetSettings, stateDirectory: String? = nil, inbox: Inbox, outlets: Outlets, loop: any EventLoop, logger: Logger,
    progress: LoopProgress = LoopProgress("watchkeeper")
  ) throws(LedgerProblem) {
    self.loop = loop
    self.inbox = inbox
    self.outlets = outlets
    self.logger = logger
    self.progress = progress
    guard let stateDirectory else {
      (fleet, engineMemory) = (Fleet(settings: settings), EngineMemory())
      return
    }
    let now = Arrival.now()
    var store = Store(directory: stateDirectory, retention: settings.historyRetention)
    switch try store.open(at: now) {
    case .nothing:
      (fleet, engineMemory) = (Fleet(settings: settings), EngineMemory())
    case .saved(let saved):
      fleet = Fleet(settings: settings, restoring: saved.fleet, at: now, isSameBoot: saved.isSameBoot)
      engineMemory = EngineMemory(saved)
    case .lost(let aside, let since, let sequence, let reason):
      logger.error("the state could not be read (\(reason)); it is now \(aside), and what it held is not known any more")
      fleet = Fleet(settings: settings, blindSince: since, sequence: sequence, at: now)
      engineMemory = EngineMemory()
    }
    if let problem = store.problem { Self.tell(problem, outlets.metrics, logger) }
    self.store = store
  }

  func run() async throws {
    let inbox = inbox
    await withTaskCancellationHandler {
      await withGracefulShutdownHandler {
        await keep()
      } onGracefulShutdown: {
        inbox.close()
      }
    } onCancel: {
      inbox.close()
    }
  }

  /// Until the inbox is closed and empty.
  private func keep() async {
    defer { progress.waits() }
    while let observations = await progress.waiting({ await inbox.take() }) {
      for batch in stride(from: 0, to: observations.count, by: Self.batchLimit) {
        progress.works()
        apply(observations[batch..<min(batch + Self.batchLimit, observations.count)])
      }
    }
    alarm?.scheduled.cancel()
    if isPublishingDue { publish(.now()) }
    store?.close()
  }

  /// Goes by other settings from now on.
  func reconfigure(_ settings: FleetSettings) {
    fleet.reconfigure(settings, at: .now())
    carryOut(fleet.takeEffects())
    publishOrPlan()
    setAlarm()
  }

  private func apply(_ observations: ArraySlice<Observation>) {
    var tally = EventTally()
    var hasListing = false
    outlets.record?(observations)
    for observation in observations {
      switch observation.content {
      case .event(let event): tally.count(event.action, lagSeconds: Double(observation.arrival.time.since(event.time)) / 1e9)
      case .listed: hasListing = true
      case .connected: store?.note(outlets.recollection.current)
      case .past, .disconnected, .unreachable, .inspected, .deadline: break
      }
      fleet.observe(observation)
    }
    if !tally.isEmpty { outlets.metrics.events(tally) }
    let effects = fleet.takeEffects()
    if hasListing { outlets.rounds.asked(for: effects.inspections.map(\.id)) }
    // What is asked for changes nothing: it need not wait for the disk.
    outlets.inspector.ask(for: effects.inspections)
    save(effects.transitions)
    carryOut(effects)
    publishOrPlan()
    setAlarm()
  }

  private func carryOut(_ effects: Effects) {
    if !effects.transitions.isEmpty { record(effects.transitions) }
    for error in effects.labelErrors {
      outlets.metrics.labelError()
      logger.warning("container label ignored: \(error)")
    }
    for name in effects.changed {
      if let view = fleet.view(of: name) { builder.set(view) } else { builder.remove(name) }
    }
    if !effects.changed.isEmpty { isPublishingDue = true }
    if effects.wantsListing { outlets.inspector.listNow() }
    if let reason = effects.abandonStream { outlets.pump.abandon(reason) }
  }

  private func record(_ transitions: [Transition]) {
    outlets.transitions.append(contentsOf: transitions)
    let inferred = transitions.count { $0.isInferred }
    if inferred > 0 { outlets.metrics.inferredTransitions(inferred) }
    for transition in transitions {
      if case .gap(let gap) = transition.kind { outlets.metrics.gap(gap) }
      outlets.tell(transition)
    }
  }

  // MARK: Keeping

  /// On disk before anybody hears of it.
  private func save(_ transitions: [Transition]) {
    let log = outlets.transitions
    let news = store?.save(&fleet, transitions.map(HistoryRow.init), at: .now()) {
      log.query(TransitionQuery(limit: TransitionQuery.maximumLimit)).transitions.map(HistoryRow.init) + transitions.map(HistoryRow.init)
    }
    switch news {
    case .failed(let problem): Self.tell(problem, outlets.metrics, logger)
    case .recovered:
      outlets.metrics.storeWritten()
      logger.notice("the state is written again")
    case nil: break
    }
  }

  private static func tell(_ problem: LedgerProblem, _ metrics: DaemonMetrics, _ logger: Logger) {
    metrics.storeFailed()
    logger.error("the state cannot be written, going on in memory: \(problem)")
  }

  // MARK: Publishing

  private func publishOrPlan() {
    if fleet.isReady != wasReady || fleet.isEngineStale != builder.isEngineStale { isPublishingDue = true }
    if fleet.confirmedUpTo != builder.confirmedUpTo { isPublishingDue = true }
    guard isPublishingDue else { return }
    let now = Uptime.now()
    if now >= publishedAt.advanced(by: Self.publishInterval) { publish(now) }
  }

  private func publish(_ now: Uptime) {
    isPublishingDue = false
    publishedAt = now
    builder.isReady = fleet.isReady
    builder.isEngineStale = fleet.isEngineStale
    builder.confirmedUpTo = fleet.confirmedUpTo
    let snapshot = builder.publish()
    outlets.snapshot.publish(snapshot)
    if fleet.isReady, !wasReady {
      wasReady = true
      outlets.ready(snapshot.count)
    }
  }

  // MARK: Waking

  /// The core is woken when it asked for it; the snapshot held back is published.
  private func setAlarm() {
    var next = [fleet.nextDeadline, store?.retryAt].compactMap { $0 }.min()
    if isPublishingDue {
      let due = publishedAt.advanced(by: Self.publishInterval)
      next = next.map { min($0, due) } ?? due
    }
    if let alarm, let next, alarm.at <= next, alarm.at > Uptime.now() { return }
    alarm?.scheduled.cancel()
    alarm = nil
    guard let next else { return }
    let wait = max(0, next.since(.now()))
    let inbox = inbox
    alarm = (loop.scheduleTask(in: .nanoseconds(wait)) { _ = inbox.put([.deadline]) }, next)
  }
}
