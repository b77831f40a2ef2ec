// The one writer: takes what is observed to the core, and what the core says to those it concerns.

import DockerEngine
import Endpoints
import Ledger
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Terminal
import Watch
import Webhooks

/// Applies observations in order and publishes what came of them. Runs on a thread of its own, so that it may later wait for a disk.
actor Watchkeeper: Service {
  private let loop: any EventLoop
  private let inbox: Inbox
  private let outlets: Outlets
  private let logger: Logger
  private let progress: LoopProgress
  private var watchman: Watchman
  private var dispatcher: Dispatcher
  private var builder = SnapshotBuilder()
  private var publishedAt = Uptime(nanoseconds: .min)
  private var isPublishingDue = false
  /// So is the list of alerts.
  private var areAlertsDue = false
  private var alarm: (scheduled: Scheduled<Void>, at: Uptime)?
  private var wasReady = false
  private var alerting: AlertingOptions
  /// The receivers are not those of `alerting` yet.
  private var isAlertingDue: Bool
  /// Nil when nothing is to outlive the process.
  private var store: Store?
  /// What an earlier process knew of the engine.
  nonisolated let engineMemory: EngineMemory
  /// What was taken up from an earlier process; kept only where it is recorded.
  nonisolated let restored: RecordedState?

  /// Where things go.
  struct Outlets: Sendable {
    var snapshot: LatestSnapshot
    var transitions: TransitionLog
    var metrics: DaemonMetrics
    var inspector: Inspector
    var rounds: ReconcileRounds
    var pump: EventPumpControl
    var recollection = EngineRecollection()
    var alerts = LatestAlerts()
    /// Nil where nobody is told of alerts.
    var couriers: Couriers?
    var attempts: AttemptMailbox?
    /// Told each transition in order; must not block.
    var tell: @Sendable (Transition) -> Void
    /// Called once, after the first full listing.
    var ready: @Sendable (Int) -> Void
    /// Given the observations that are applied, in order; must not block.
    var record: (@Sendable (ArraySlice<Observation>) -> Void)?
  }

  /// Observations applied before anything is committed and published: so many that a burst pays little for its commits.
  private static let batchLimit = 16_384
  /// Snapshots are made at most this often.
  private static let publishInterval: Int64 = 50_000_000

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

  /// A watchkeeper that goes on where the state in that folder ends; with nil nothing outlives the process. Throws when the folder is another's, or a
  /// later version's.
  init(
    settings: FleetSettings, alerting: AlertingOptions = AlertingOptions(), stateDirectory: String? = nil, inbox: Inbox, outlets: Outlets,
    loop: any EventLoop, logger: Logger, progress: LoopProgress = LoopProgress("watchkeeper")
  ) throws(LedgerProblem) {
    self.loop = loop
    self.inbox = inbox
    self.outlets = outlets
    self.logger = logger
    self.progress = progress
    // A recording is to be replayed without the store.
    var store = stateDirectory.map { Store(directory: $0, retention: settings.historyRetention, letsGoOfHidden: outlets.record == nil) }
    let past = try Past(store: &store, settings: settings, logger: logger)
    if let problem = store?.problem { Self.tell(problem, outlets.metrics, logger) }
    engineMemory = past.engineMemory
    restored = outlets.record == nil ? nil : past.restored
    watchman = Watchman(
      fleet: past.fleet, book: AlertBook(settings: alerting.alerts, host: alerting.machineName, restoring: past.alerts))
    dispatcher = Dispatcher(past.outbox)
    self.store = store
    isAlertingDue = true
    self.alerting = alerting
    watchman.hear(store?.problem.map { .failing("\($0)") } ?? .writable, at: .now())
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
    for name in watchman.fleet.namesToRecall { recall(name, at: .now()) }
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
  func reconfigure(_ settings: FleetSettings, _ alerting: AlertingOptions) {
    let now = Arrival.now()
    watchman.reconfigure(settings, at: now)
    watchman.reconfigure(alerting.alerts, at: now)
    self.alerting = alerting
    isAlertingDue = true
    finish(at: now)
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
      recallName(for: observation)
      watchman.observe(observation)
    }
    if !tally.isEmpty { outlets.metrics.events(tally) }
    finish(at: .now(), hasListing: hasListing)
  }

  /// A name may return that was let go of.
  private func recallName(for observation: Observation) {
    if let name = watchman.fleet.nameToRecall(for: observation.content) { recall(name, at: observation.arrival) }
  }

  private func recall(_ name: ContainerName, at now: Arrival) {
    guard let saved = store?.hidden(name) else { return }
    watchman.recall(saved.name, saved.marks, at: now)
  }

  /// What came of a batch: kept, told, and asked for.
  private func finish(at now: Arrival, hasListing: Bool = false) {
    dispatch(at: now)
    let (effects, alerts) = watchman.takeEffects()
    if hasListing { outlets.rounds.asked(for: effects.inspections.map(\.id)) }
    // What is asked for changes nothing: it need not wait for the disk.
    outlets.inspector.ask(for: effects.inspections)
    save(effects.transitions, alerts)
    if store?.mayLetGoOfHidden == true { watchman.letGoOfHidden() }
    carryOut(effects)
    carryOut(alerts)
    deliver()
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
      if let view = watchman.fleet.view(of: name) { builder.set(view) } else { builder.remove(name) }
    }
    if !effects.changed.isEmpty { isPublishingDue = true }
    if effects.wantsListing { outlets.inspector.listNow() }
    if let reason = effects.abandonStream { outlets.pump.abandon(reason) }
  }

  private func carryOut(_ effects: AlertEffects) {
    for alert in effects.changes {
      logger.log(level: alert.isFiring ? .notice : .info, "\(AlertLine.text(alert))")
    }
    guard !effects.alerts.isEmpty || !effects.forgottenAlerts.isEmpty else { return }
    // Thousands may fire, and each batch of a flood changes some: they are put in order as often as anybody can look.
    areAlertsDue = true
    isPublishingDue = true
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
  private func save(_ transitions: [Transition], _ alerts: AlertEffects) {
    let (log, now, book) = (outlets.transitions, Arrival.now(), watchman.book)
    let (changes, outbox) = (dispatcher.takeChanges(), dispatcher.outbox)
    let rows = transitions.map(HistoryRow.init)
    let news = watchman.change { fleet in
      store?.save(
        &fleet, rows, at: now,
        remembered: { log.query(TransitionQuery(limit: TransitionQuery.maximumLimit)).transitions.map(HistoryRow.init) + rows },
        adding: { batch, isWhole in
          batch.alerts =
            isWhole ? .whole(book.state) : alerts.isEmpty ? nil : .changes(alerts, lastNumber: book.lastNumber, host: book.host)
          batch.outbox = isWhole ? .whole(outbox.entries) : changes.isEmpty ? nil : .changes(changes)
          batch.restartsWindow = book.restartsWindow
        })
    }
    switch news {
    case .failed(let problem):
      Self.tell(problem, outlets.metrics, logger)
      watchman.hear(.failing("\(problem)"), at: now)
    case .recovered:
      outlets.metrics.storeWritten()
      watchman.hear(.writable, at: now)
      logger.notice("the state is written again")
    case nil: break
    }
  }

  private static func tell(_ problem: LedgerProblem, _ metrics: DaemonMetrics, _ logger: Logger) {
    metrics.storeFailed()
    logger.error("the state cannot be written, going on in memory: \(problem)")
  }

  // MARK: Alerts

  /// What became of attempts, what is due, and what is to be said because of it.
  private func dispatch(at now: Arrival) {
    dispatcher.note(now)
    if isAlertingDue {
      isAlertingDue = false
      let replaced = outlets.couriers?.use(alerting.webhooks.map(\.receiver)) ?? []
      outlets.metrics.webhooks(alerting.webhooks.map(\.receiver.name))
      settle(dispatcher.use(alerting, replaced: replaced), at: now)
    }
    for result in outlets.attempts?.take() ?? [] {
      for request in result.requests { outlets.metrics.webhookAttempt(result.webhook, request.code, seconds: request.seconds) }
      if let problem = result.problem { watchman.hear(.problem(webhook: result.webhook, problem), at: now) }
      if let departure = dispatcher.heard(result) { settle([departure], at: now) }
    }
    settle(dispatcher.expire(at: now), at: now)
    var new = watchman.takeNotifications()
    repeat {
      for notification in new { settle(dispatcher.add(notification), at: now) }
      let book = watchman.book
      settle(dispatcher.begin(at: now) { book.isTold($0, webhook: $1) }, at: now)
      for (webhook, figure) in dispatcher.takeFigures() {
        outlets.metrics.webhookQueue(webhook, QueueFigures(length: figure.length, oldest: figure.oldest))
        watchman.hear(.waiting(webhook: webhook, since: figure.oldest), at: now)
      }
      new = watchman.takeNotifications()
    } while !new.isEmpty
  }

  private func settle(_ departures: [Departure], at now: Arrival) {
    for departure in departures {
      outlets.metrics.webhookNotification(departure.notification.webhook, departure.result)
      if departure.result.isFailure {
        logger.error("webhook \(departure.notification.webhook): a notification was \(departure.result.rawValue)")
      }
      watchman.hear(.result(departure.result, departure.notification), at: now)
    }
  }

  /// Written down, or known not to be: now it may go.
  private func deliver() {
    let orders = dispatcher.takeOrders()
    if !orders.withdrawn.isEmpty { outlets.couriers?.withdraw(orders.withdrawn) }
    if !orders.offers.isEmpty { outlets.couriers?.offer(orders.offers) }
  }

  // MARK: Publishing

  private func publishOrPlan() {
    if watchman.fleet.isReady != wasReady || watchman.fleet.isEngineStale != builder.isEngineStale { isPublishingDue = true }
    if watchman.fleet.confirmedUpTo != builder.confirmedUpTo { isPublishingDue = true }
    guard isPublishingDue else { return }
    let now = Uptime.now()
    if now >= publishedAt.advanced(by: Self.publishInterval) { publish(now) }
  }

  private func publish(_ now: Uptime) {
    isPublishingDue = false
    publishedAt = now
    if areAlertsDue {
      areAlertsDue = false
      let firing = watchman.book.firing
      outlets.alerts.publish(firing)
      outlets.metrics.alertsFiring(firing)
    }
    builder.isReady = watchman.fleet.isReady
    builder.isEngineStale = watchman.fleet.isEngineStale
    builder.confirmedUpTo = watchman.fleet.confirmedUpTo
    builder.watchedSince = watchman.fleet.watchedSince
    builder.host = watchman.book.host
    let snapshot = builder.publish()
    outlets.snapshot.publish(snapshot)
    if watchman.fleet.isReady, !wasReady {
      wasReady = true
      outlets.ready(snapshot.summary.containers)
    }
  }

  // MARK: Waking

  /// The core is woken when it asked for it; the snapshot held back is published.
  private func setAlarm() {
    var next = [watchman.nextDeadline, store?.retryAt, dispatcher.nextDeadline(at: .now())].compactMap { $0 }.min()
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
