// Small loads that do the same in every run, so that their instructions can be counted.

import Endpoints
import Exposition
import Ledger
import NIOCore
import Watch
import Webhooks

/// What is counted. Each is run for so many rounds; by how much more instructions twice as many take, that is what the rounds cost.
enum FixedLoad: String, CaseIterable, Sendable {
  case decode, track, judge, publish, scrape, commit, notify

  private static let containers = 50
  /// The most rounds there may be.
  static let maximumRounds = 20

  /// What is counted as one.
  var title: String {
    switch self {
    case .decode: "decode an event"
    case .track: "decode, track and count an event"
    case .judge: "decode, track, count an event and judge the alerts, crash loops"
    case .publish: "publish a change of one of 304 containers"
    case .scrape: "write a scrape of 304 containers, identity"
    case .commit: "commit a crash and the restart"
    case .notify: "write Alertmanager's body of one alert"
    }
  }

  /// How many of them a round has.
  var countPerRound: Int {
    switch self {
    case .decode, .track, .judge: Self.containers * 2
    case .publish, .commit, .notify: 20
    case .scrape: 1
    }
  }

  func run(rounds: Int) throws {
    precondition(rounds <= Self.maximumRounds)
    switch self {
    case .decode:
      let load = EventLoad(containers: Self.containers, rounds: 1)
      for _ in 0..<rounds { _ = load.decode() }
    case .track:
      var tracking = Tracking(containers: Self.containers)
      for load in Self.crashes.prefix(rounds) { tracking.take(load) }
    case .judge:
      var watching = Watching(containers: Self.containers)
      for load in Self.crashes.prefix(rounds) { watching.take(load) }
    case .publish: publish(rounds)
    case .scrape: scrape(rounds)
    case .commit: try commit(rounds)
    case .notify: notify(rounds)
    }
  }

  /// The crashes and restarts of all rounds, made whether they are needed or not.
  private static var crashes: [EventLoad] {
    (0..<maximumRounds).map { EventLoad(containers: containers, rounds: 1, after: Int64($0) * 1_000_000_000) }
  }

  // MARK: The page

  private static func snapshotBuilder() -> SnapshotBuilder {
    var builder = SnapshotBuilder()
    builder.isReady = true
    builder.confirmedUpTo = Timestamp(seconds: 1_700_000_000)
    for number in 0..<304 { builder.set(view(number, restarts: 0)) }
    return builder
  }

  private func publish(_ rounds: Int) {
    var builder = Self.snapshotBuilder()
    _ = builder.publish()
    for round in 0..<rounds * countPerRound {
      builder.set(Self.view(round * 7 % 304, restarts: Int64(round + 1)))
      _ = builder.publish()
    }
  }

  private func scrape(_ rounds: Int) {
    var builder = Self.snapshotBuilder()
    let snapshot = builder.publish()
    let metrics = DaemonMetrics(version: "bench")
    for _ in 0..<rounds {
      for chunk in Scrape(.text, snapshot, metrics) { precondition(chunk.readableBytes > 0) }
    }
  }

  private static func view(_ number: Int, restarts: Int64) -> ContainerView {
    var counters = ContainerView.Counters()
    counters.starts[StartReason.policy.index] = restarts
    counters.healthSince = Timestamp(seconds: 1_699_000_000)
    return ContainerView(
      name: ContainerName("shop-web-\(number)"),
      present: ContainerView.Present(
        id: ContainerID(EventLoad.id(number)), image: Population.image, composeProject: "shop", composeService: "web",
        restartPolicy: .onFailure(maximumRetryCount: 5), labels: [], state: .running, stateSince: Timestamp(seconds: 1_699_000_000),
        health: .healthy, failingStreak: 0, healthOutput: nil, startedAt: Timestamp(seconds: 1_699_000_000), retriesUsed: 1,
        restartDelaySeconds: 0, lastExit: .init(code: 1, time: Timestamp(seconds: 1_698_999_999), outcome: .restarted)),
      counters: counters, hasHealthcheck: true, isFlapping: false, isCrashLooping: false)
  }

  // MARK: The store

  private func commit(_ rounds: Int) throws {
    let folder = try Folder()
    let ledger = try Ledger(in: folder.path)
    let now = Timestamp(seconds: 1_700_000_000)
    _ = try ledger.open(at: now)
    var fleet = Tracking.watching(Self.containers)
    var batch = LedgerBatch()
    batch.fleet = fleet.takeEverything()
    try ledger.commit(batch, forgetBefore: now.advanced(by: -1), at: now)
    fleet.isSaved = true
    var uptime: Int64 = 1_000_000_000
    for number in 0..<rounds * countPerRound {
      let load = EventLoad(
        containers: Self.containers, rounds: 1, after: Int64(number) * 1_000_000_000, only: number % Self.containers)
      uptime += 1_000_000
      let arrival = Arrival(time: now, uptime: Uptime(nanoseconds: uptime))
      for event in load.events { fleet.observe(Observation(arrival: arrival, content: .event(event))) }
      var batch = LedgerBatch()
      batch.fleet = fleet.takeChanges()
      batch.history = fleet.takeEffects().transitions.map {
        HistoryRow(sequence: $0.sequence, time: $0.time, name: $0.name, json: TransitionJSON.row($0))
      }
      try ledger.commit(batch, forgetBefore: now.advanced(by: -1), at: now)
    }
  }

  // MARK: Alerts

  private func notify(_ rounds: Int) {
    var watching = Watching(containers: 1)
    for load in (0..<4).map({ EventLoad(containers: 1, rounds: 1, after: Int64($0) * 1_000_000_000) }) { watching.take(load) }
    guard let notification = watching.notification else { preconditionFailure("a crash loop that nobody is told of") }
    for _ in 0..<rounds * countPerRound {
      let bodies = ReceiverFormat.alertmanager.bodies(for: notification, in: ReceiverContext())
      precondition(bodies.count == 1)
    }
  }
}
