// The wiring: which loop gets what, and the order in which they start and stop.

import Endpoints
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Systemd
import Terminal
import Watch

extension Daemon {
  /// The loops. They stop in reverse: first nothing more comes in, then what came is applied and recorded, and the listener closes last.
  func makeServices(
    as role: Role, on threads: DaemonThreads, printer: LinePrinter, recorder: Recorder?
  ) throws -> [any Service] {
    let bell = StatusBell()
    let (link, snapshot) = (EngineLink { bell.ring() }, LatestSnapshot { bell.ring() })
    let (inbox, inspector, control) = (Inbox(), Inspector(), EventPumpControl())
    let (transitions, metrics) = (TransitionLog(), DaemonMetrics(version: Self.version))
    let tempo = EngineTempo(requestTimeout: options.requestTimeout, reconcileInterval: .nanoseconds(options.fleet.reconcileInterval))
    let access = AccessControl(options.access)
    let (rounds, recollection) = (ReconcileRounds(metrics: metrics), EngineRecollection())
    let progress = Progress(busyLimit: options.supervision.watchdog?.busyLimit ?? Progress.usualLimit)
    let announcer = Announcer(notifier: options.supervision.notifier, snapshot: snapshot, link: link, bell: bell)
    let logger = logger
    let (alerts, attempts) = (LatestAlerts(), AttemptMailbox(waking: inbox))
    let couriers = Couriers(proxies: options.alerting.proxies, mailbox: attempts, logger: logger)
    progress.watch { [limit = progress.busyLimit] in couriers.stall(beyond: limit) }
    let heartbeat = HeartbeatKeeper(proxies: options.alerting.proxies, logger: logger) { progress.stall() == nil && link.isConnected }
    metrics.configurationRead(at: .now())
    for warning in options.warnings { logger.warning("\(warning)") }
    var outlets = Watchkeeper.Outlets(
      snapshot: snapshot, transitions: transitions, metrics: metrics, inspector: inspector, rounds: rounds, pump: control,
      recollection: recollection, alerts: alerts, tell: teller(as: role, printer),
      ready: {
        logger.info("watching \($0) container\($0 == 1 ? "" : "s")")
        announcer.listed()
        ProcessFrugality.endStart()
      })
    if let recorder { outlets.record = { recorder.record($0) } }
    if role == .watching {
      (outlets.couriers, outlets.attempts) = (couriers, attempts)
      heartbeat.use(options.alerting.heartbeat)
    }
    let stateDirectory = role == .watching ? options.stateDirectory : nil
    let watchkeeper = try Watchkeeper(
      settings: options.fleet, alerting: options.alerting, stateDirectory: stateDirectory, inbox: inbox, outlets: outlets,
      loop: threads.keeping.next(), logger: logger, progress: progress.loop("watchkeeper"))
    recorder?.begin(RecordingHeader(time: .now(), settings: options.fleet, state: watchkeeper.restored?.text))
    let showsProbeOutput = ProbeOutputFlag(options.alerting.alerts.showsProbeOutput)
    let server = EndpointsServer(
      address: options.listen,
      sources: EndpointSources(
        snapshot: snapshot, transitions: history(transitions, threads.reading, metrics), alerts: alerts, metrics: metrics,
        showsProbeOutput: showsProbeOutput, stall: { progress.stall().map { "\($0)" } }),
      access: access, eventLoopGroup: threads.serving, logger: logger,
      onListening: { [options] address in
        logger.info("serving \(Self.url(address, isSecure: options.access.tls != nil))")
        announcer.listening()
      })
    let reconciler = Reconciler(
      tempo: tempo, link: link, inspector: inspector, rounds: rounds, inbox: inbox, control: control, metrics: metrics, logger: logger,
      progress: progress)
    let pump = EventPump(
      finder: options.engine, tempo: tempo, inbox: inbox, link: link, control: control, metrics: metrics, logger: logger,
      memory: watchkeeper.engineMemory, recollection: recollection, progress: progress.loop("event pump"))
    feedWatchdog(of: progress, on: threads, metrics)
    var services: [any Service] = role == .watching ? [server] : []
    if let recorder { services.append(recorder) }
    // Couriers end before the watchkeeper, which then writes down what they have done.
    services += [watchkeeper, couriers, reconciler, pump, heartbeat, announcer]
    if let reloader = makeReloader(
      announcer: announcer, metrics: metrics,
      apply: { options in
        access.replace(with: options.access)
        showsProbeOutput.set(options.alerting.alerts.showsProbeOutput)
        tempo.set(requestTimeout: options.requestTimeout, reconcileInterval: .nanoseconds(options.fleet.reconcileInterval))
        heartbeat.use(options.alerting.heartbeat)
        await watchkeeper.reconfigure(options.fleet, options.alerting)
      })
    {
      services.append(reloader)
    }
    if let companion = options.companion { services.append(Companion(body: companion, printer: printer)) }
    return services
  }

  /// The daemon goes on without a recording that ended early; where it is all there is to do, it ends too.
  func makeRecorder(as role: Role, loop: any EventLoop) -> Recorder? {
    guard let target = options.recording else { return nil }
    let logger = logger
    logger.info("recording to \(target.name)")
    return Recorder(target, loop: loop) { failure in
      if role == .recording { throw failure }
      logger.error("\(failure)")
    }
  }

  /// What was told, as far back as it is kept.
  private func history(_ memory: TransitionLog, _ reading: NIOThreadPool, _ metrics: DaemonMetrics) -> any TransitionSource {
    guard let directory = options.stateDirectory else { return memory }
    return StoredTransitions(directory: directory, pool: reading, memory: memory, isStoreHealthy: { metrics.isStoreHealthy })
  }

  /// Goes by another configuration when it is told to; the service manager hears of it.
  private func makeReloader(
    announcer: Announcer, metrics: DaemonMetrics, apply: @escaping @Sendable (DaemonOptions) async -> Void
  ) -> Reloader? {
    guard var reloading else { return nil }
    reloading.willReload = { announcer.willReload() }
    reloading.didReload = { announcer.didReload() }
    return Reloader(reloading: reloading, metrics: metrics, logger: logger) { _, options in await apply(options) }
  }

  /// What a person opens or gives to Prometheus.
  private static func url(_ address: ListenAddress, isSecure: Bool) -> String {
    switch address {
    case .tcp: "\(isSecure ? "https" : "http")://\(address)/metrics"
    case .unix: "\(address), path /metrics"
    }
  }
}
