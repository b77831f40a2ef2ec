// The daemon's loops on a fake engine, without listener and command line.

import DockerEngine
import Logging
import NIOPosix
import ServiceLifecycle
import Synchronization
import Watch

@testable import DogwatchDaemon
@testable import Endpoints

/// Pump, reconciler and watchkeeper, wired as the daemon wires them.
final class Loops: Sendable {
  let inbox: Inbox
  let link = EngineLink()
  let inspector = Inspector()
  let control = EventPumpControl()
  let snapshot = LatestSnapshot()
  let log = TransitionLog()
  let metrics = DaemonMetrics(version: "test")
  let alerts = LatestAlerts()
  let rounds: ReconcileRounds
  let tempo: EngineTempo
  let pump: EventPump
  let reconciler: Reconciler
  let keeper: Watchkeeper

  init(
    on engine: FakeEngine, interval: Duration = .seconds(30), requestTimeout: Duration = .seconds(5),
    removedRetention: Duration = .seconds(300), patience: Duration = .seconds(90), capacity: Int = Inbox.defaultCapacity,
    alerting: AlertingOptions = AlertingOptions(), stateDirectory: String? = nil
  ) throws {
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    inbox = Inbox(capacity: capacity)
    tempo = EngineTempo(requestTimeout: requestTimeout, reconcileInterval: interval)
    rounds = ReconcileRounds(metrics: metrics)
    reconciler = Reconciler(
      tempo: tempo, link: link, inspector: inspector, rounds: rounds, inbox: inbox, control: control, metrics: metrics, logger: quiet,
      patience: patience)
    let recollection = EngineRecollection()
    keeper = try Watchkeeper(
      settings: FleetSettings(removedRetention: removedRetention.nanoseconds, reconcileInterval: interval.nanoseconds),
      alerting: alerting, stateDirectory: stateDirectory, inbox: inbox,
      outlets: Watchkeeper.Outlets(
        snapshot: snapshot, transitions: log, metrics: metrics, inspector: inspector, rounds: rounds, pump: control,
        recollection: recollection, alerts: alerts, tell: { _ in },
        ready: { _ in }),
      loop: MultiThreadedEventLoopGroup.singleton.next(), logger: quiet)
    pump = EventPump(
      finder: engine.finder, tempo: tempo, inbox: inbox, link: link, control: control, metrics: metrics, logger: quiet,
      memory: keeper.engineMemory, recollection: recollection)
  }

  var services: [any Service] { [keeper, reconciler, pump] }
  var numbers: DaemonNumbers { metrics.current }
  var transitions: [Transition] { log.query(TransitionQuery(limit: 10_000)).transitions }
  var isReady: Bool { snapshot.current.isReady }

  func gaps(_ cause: GapCause) -> Int64 { numbers.gaps[cause] ?? 0 }
}

/// Runs services while the body runs, then ends them by plain cancellation and waits until they have ended.
func running(_ services: [any Service], _ body: () async throws -> Void) async throws {
  let task = Task {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for service in services { group.addTask { try await service.run() } }
      try await group.waitForAll()
    }
  }
  let result: Result<Void, any Error>
  do {
    result = .success(try await body())
  } catch {
    result = .failure(error)
  }
  task.cancel()
  _ = await task.result
  try result.get()
}

/// A fake engine for as long as the body runs.
func withFakeEngine(_ containers: [FakeContainer] = [], _ body: (FakeEngine) async throws -> Void) async throws {
  let engine = try await FakeEngine(containers: containers)
  do {
    try await body(engine)
  } catch {
    await engine.remove()
    throw error
  }
  await engine.remove()
}
