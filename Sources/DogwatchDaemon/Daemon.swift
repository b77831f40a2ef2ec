// The wiring: which loop gets what, and the order in which they start and stop.

import Endpoints
public import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Systemd
import UnixSignals
import Watch

/// The daemon: every loop, until a signal or an error ends it.
public struct Daemon: Sendable {
  public static let version = "0.1.0"

  let options: DaemonOptions
  let logger: Logger

  public init(options: DaemonOptions, logger: Logger) {
    self.options = options
    self.logger = logger
  }

  /// Runs until SIGINT or SIGTERM; throws when it cannot listen, and when its state is another's.
  public func run() async throws {
    let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let printing = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let watching = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let printer = LinePrinter(loop: printing.next())
    let reading = NIOThreadPool(numberOfThreads: 1)
    reading.start()
    let result: Result<Void, any Error>
    do {
      try await makeGroup(keeping: threads.next(), watching: watching.next(), reading: reading, printer: printer).run()
      result = .success(())
    } catch {
      options.supervision.notifier.tellFailure(error)
      result = .failure(error)
    }
    printer.close()
    try? await reading.shutdownGracefully()
    try? await threads.shutdownGracefully()
    try? await printing.shutdownGracefully()
    try? await watching.shutdownGracefully()
    try result.get()
  }

  private func makeGroup(
    keeping loop: any EventLoop, watching: any EventLoop, reading: NIOThreadPool, printer: LinePrinter
  ) throws -> ServiceGroup {
    let (inbox, link, inspector, control) = (Inbox(), EngineLink(), Inspector(), EventPumpControl())
    let (snapshot, transitions, metrics) = (LatestSnapshot(), TransitionLog(), DaemonMetrics(version: Self.version))
    let (rounds, recollection) = (ReconcileRounds(metrics: metrics), EngineRecollection())
    let progress = Progress(busyLimit: options.supervision.watchdog?.busyLimit ?? Progress.usualLimit)
    let announcer = Announcer(notifier: options.supervision.notifier, snapshot: snapshot, link: link)
    let logger = logger
    let watchkeeper = try Watchkeeper(
      settings: options.fleet, stateDirectory: options.stateDirectory, inbox: inbox,
      outlets: Watchkeeper.Outlets(
        snapshot: snapshot, transitions: transitions, metrics: metrics, inspector: inspector, rounds: rounds,
        pump: control, recollection: recollection,
        tell: teller(printer),
        ready: {
          logger.info("watching \($0) container\($0 == 1 ? "" : "s")")
          announcer.listed()
        }),
      loop: loop, logger: logger, progress: progress.loop("watchkeeper"))
    let server = EndpointsServer(
      address: options.listen,
      sources: EndpointSources(
        snapshot: snapshot, transitions: history(transitions, reading, metrics), metrics: metrics,
        stall: { progress.stall().map { "\($0)" } }), logger: logger,
      onListening: { address in
        logger.info("serving \(Self.url(address))")
        announcer.listening()
      })
    let reconciler = Reconciler(
      interval: .nanoseconds(options.fleet.reconcileInterval), link: link, inspector: inspector, rounds: rounds,
      inbox: inbox, metrics: metrics,
      logger: logger, progress: progress)
    let pump = EventPump(
      finder: options.engine, requestTimeout: options.requestTimeout, inbox: inbox, link: link, control: control, metrics: metrics,
      logger: logger, memory: watchkeeper.engineMemory, recollection: recollection, progress: progress.loop("event pump"))
    feedWatchdog(of: progress, keeping: loop, watching: watching, metrics)
    var quiet = logger
    quiet.logLevel = .error
    // Stopped in reverse: first nothing more comes in, then what came is applied, and the listener closes last.
    // One that fails, such as a listener whose port is taken, stops the others in the same way.
    var services: [any Service] = [server, watchkeeper, reconciler, pump, announcer]
    if let companion = options.companion { services.append(Companion(body: companion, printer: printer)) }
    return ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services.map { .init(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup) },
        gracefulShutdownSignals: [.sigint, .sigterm],
        logger: quiet))
  }

  /// Transitions go to the journal where standard output leads there, not as lines but with their fields.
  private func teller(_ printer: LinePrinter) -> @Sendable (Transition) -> Void {
    guard let journal = options.supervision.transitionJournal else { return { printer.print(TransitionLine.text($0)) } }
    return { journal.write(JournalEntry($0)) }
  }

  /// Looks at the loops, and at the threads they run on, when systemd wants to hear of it.
  private func feedWatchdog(of progress: Progress, keeping: any EventLoop, watching: any EventLoop, _ metrics: DaemonMetrics) {
    guard let schedule = options.supervision.watchdog else { return }
    var probes = [
      ThreadProbe(cooperativePool: progress.loop("pool of task threads")),
      ThreadProbe(progress.loop("thread of the watchkeeper"), of: keeping),
    ]
    for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() {
      probes.append(ThreadProbe(progress.loop("thread of the network"), of: loop))
    }
    Watchdog(
      schedule: schedule, progress: progress, probes: probes, notifier: options.supervision.notifier, metrics: metrics, logger: logger,
      loop: watching
    ).start()
  }

  /// What was told, as far back as it is kept.
  private func history(_ memory: TransitionLog, _ reading: NIOThreadPool, _ metrics: DaemonMetrics) -> any TransitionSource {
    guard let directory = options.stateDirectory else { return memory }
    return StoredTransitions(directory: directory, pool: reading, memory: memory, isStoreHealthy: { metrics.isStoreHealthy })
  }

  /// What a person opens or gives to Prometheus.
  private static func url(_ address: ListenAddress) -> String {
    switch address {
    case .tcp: "http://\(address)/metrics"
    case .unix: "\(address), path /metrics"
    }
  }
}
