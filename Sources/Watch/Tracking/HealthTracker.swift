// The health of one container: what is shown, what is confirmed, and what waits for the probe's output.

/// Follows the health of one container. `starting` is never announced; exit and pause set the engine's status to `unhealthy` without meaning it.
struct HealthTracker: Sendable, Codable {
  /// Nil without a health check.
  var check: Healthcheck?
  /// What the gauge shows; `unknown` while not running, paused, or not yet known.
  private(set) var shown: Health = .unknown
  /// The last value confirmed in this run, kept over a pause.
  private(set) var confirmed: Health?
  private(set) var failingStreak = 0
  private(set) var output: String?
  /// A change seen as an event, kept back until inspect has told the probe's output.
  private var announced: Announced?
  /// After a pause: a probe that ended later than this says what holds.
  private var resumedAt: Timestamp?
  /// Probes that ended before the run began are of the one before: the engine keeps its log over a start.
  private var startedAt: Timestamp?
  private var lookAt: Uptime?

  private struct Announced: Sendable, Hashable, Codable {
    var health: Health
    var time: Timestamp
    var arrivedAt: Uptime
    var until: Uptime

    mutating func move(by shift: Int64) {
      arrivedAt = arrivedAt.advanced(by: shift)
      until = until.advanced(by: shift)
    }
  }

  /// When it wants to be looked at again.
  var deadline: Uptime? {
    guard let announced else { return lookAt }
    return lookAt.map { min($0, announced.until) } ?? announced.until
  }

  /// What a container shows: `none` without a health check.
  var visible: Health { check == nil ? .none : shown }

  /// Moves its uptimes to those of another process.
  mutating func move(by shift: Int64) {
    announced?.move(by: shift)
    lookAt = lookAt?.advanced(by: shift)
  }

  // MARK: Life

  /// A run began.
  mutating func start(at time: Timestamp, _ bearer: Bearer, _ chronicle: inout Chronicle) {
    guard check != nil else { return }
    forgetPause()
    announced = nil
    startedAt = time
    confirmed = .starting
    failingStreak = 0
    output = nil
    show(.starting, at: time, bearer, &chronicle)
    if bearer.counts { chronicle.countStarting(under: bearer.name) }
  }

  /// The run ended.
  mutating func stop(at time: Timestamp, _ bearer: Bearer, _ chronicle: inout Chronicle) {
    tellAnnounced(bearer, &chronicle)
    forgetPause()
    confirmed = nil
    failingStreak = 0
    show(.unknown, at: time, bearer, &chronicle)
  }

  mutating func pause(at time: Timestamp, _ bearer: Bearer, _ chronicle: inout Chronicle) {
    tellAnnounced(bearer, &chronicle)
    forgetPause()
    show(.unknown, at: time, bearer, &chronicle)
  }

  /// Running again: unknown until a probe has ended, about one interval later.
  mutating func resume(at time: Timestamp, _ chronicle: inout Chronicle) {
    guard let check else { return }
    resumedAt = time
    lookAt = chronicle.uptime.advanced(by: check.interval).advanced(by: FleetSettings.second)
  }

  /// First sight: what inspect says is the baseline.
  mutating func adopt(_ report: HealthReport?, isRunning: Bool, _ bearer: Bearer, _ chronicle: inout Chronicle) {
    guard check != nil, isRunning, let report, report.status.countedIndex != nil else { return }
    guard isMeant(report) else { return resume(at: chronicle.now, &chronicle) }
    confirmed = report.status
    note(report)
    show(report.status, at: chronicle.now, bearer, &chronicle)
  }

  // MARK: Events and answers

  /// A `health_status` event of a running container; asks for the probe's output if it is news.
  mutating func announce(_ health: Health, at time: Timestamp, _ bearer: Bearer, _ chronicle: inout Chronicle) {
    guard health.countedIndex != nil else { return }
    if check == nil {
      check = Healthcheck()
      if bearer.counts { chronicle.change(bearer.name) { $0.hasHealthcheck = true } }
    }
    tellAnnounced(bearer, &chronicle)
    forgetPause()
    show(health, at: time, bearer, &chronicle)
    if health == .healthy { failingStreak = 0 }
    // First seen paused: that it is healthy again is no news.
    if health == .healthy, confirmed == nil { confirmed = health }
    guard health != confirmed else { return }
    announced = Announced(
      health: health, time: time, arrivedAt: chronicle.uptime, until: chronicle.uptime.advanced(by: 2 * FleetSettings.second))
    chronicle.inspect(bearer.id)
  }

  /// What inspect says of a running container.
  mutating func inspected(
    _ report: HealthReport?, requestedAt: Uptime, mayInfer: Bool, _ bearer: Bearer, _ chronicle: inout Chronicle
  ) -> Agreement {
    guard check != nil, let report, report.status.countedIndex != nil else { return .agrees }
    if let announced {
      guard requestedAt > announced.arrivedAt else { return .agrees }
      if report.status == announced.health { note(report) }
      tellAnnounced(bearer, &chronicle)
    }
    if let resumedAt {
      guard let end = report.lastProbe?.end, end > resumedAt, isMeant(report) else { return .agrees }
      forgetPause()
      settle(report, inferred: true, bearer, &chronicle)
      return .agrees
    }
    note(report)
    if shown == .unknown, confirmed == nil, isMeant(report) {
      // Its run began before it was known to have a check.
      confirmed = .starting
      if bearer.counts { chronicle.countStarting(under: bearer.name) }
      settle(report, inferred: true, bearer, &chronicle)
    }
    if report.status == shown { return .agrees }
    if mayInfer, !isMeant(report) {
      // Paused and unpaused again, and nobody saw it.
      show(.unknown, at: chronicle.now, bearer, &chronicle)
      resume(at: chronicle.now, &chronicle)
      return .agrees
    }
    guard mayInfer else { return .differs("health is \(report.status.rawValue), last announced \(shown.rawValue)") }
    settle(report, inferred: true, bearer, &chronicle)
    return .agrees
  }

  /// A deadline may have come.
  mutating func wake(_ bearer: Bearer, _ chronicle: inout Chronicle) {
    if let announced, announced.until <= chronicle.uptime { tellAnnounced(bearer, &chronicle) }
    if let lookAt, lookAt <= chronicle.uptime {
      self.lookAt = chronicle.uptime.advanced(by: check?.interval ?? 0).advanced(by: FleetSettings.second)
      chronicle.inspect(bearer.id, urgently: false)
    }
  }

  enum Agreement {
    case agrees
    case differs(String)
  }

  // MARK: Parts

  /// Pause makes the engine say `unhealthy` on its own account: that stands only if it was so before, or enough probes have failed since.
  private func isMeant(_ report: HealthReport) -> Bool {
    report.status != .unhealthy || confirmed == .unhealthy || report.failingStreak >= (check?.retries ?? 3)
  }

  /// Takes over a value that no event announced; a transition if it differs from the last confirmed one.
  private mutating func settle(_ report: HealthReport, inferred: Bool, _ bearer: Bearer, _ chronicle: inout Chronicle) {
    let time = chronicle.now
    note(report)
    show(report.status, at: time, bearer, &chronicle)
    if confirmed == nil { confirmed = report.status }
    guard report.status != confirmed else { return }
    tell(report.status, at: time, inferred: inferred, bearer, &chronicle)
  }

  private mutating func tellAnnounced(_ bearer: Bearer, _ chronicle: inout Chronicle) {
    guard let announced else { return }
    self.announced = nil
    tell(announced.health, at: announced.time, inferred: false, bearer, &chronicle)
  }

  private mutating func tell(_ health: Health, at time: Timestamp, inferred: Bool, _ bearer: Bearer, _ chronicle: inout Chronicle) {
    let change = HealthChange(
      from: confirmed ?? .unknown, to: health, failingStreak: health == .healthy ? 0 : failingStreak, output: output)
    confirmed = health
    chronicle.record(
      .health(change), of: bearer.id, named: bearer.name, counts: bearer.counts, at: time, inferred: inferred,
      evidence: inferred ? ["inspect: \(health.rawValue)"] : ["health_status: \(health.rawValue)"], identity: bearer.identity)
  }

  private mutating func show(_ health: Health, at time: Timestamp, _ bearer: Bearer, _ chronicle: inout Chronicle) {
    guard health != shown else { return }
    if bearer.counts { chronicle.healthChanged(under: bearer.name, of: bearer.id, to: health, at: time) }
    shown = health
  }

  private mutating func note(_ report: HealthReport) {
    failingStreak = report.failingStreak
    if let startedAt, let end = report.lastProbe?.end, end < startedAt { return }
    output = report.lastProbe.map { HealthOutput.cut($0.output) }
  }

  private mutating func forgetPause() {
    resumedAt = nil
    lookAt = nil
  }
}

/// Whom a change is told of.
struct Bearer: Sendable {
  var id: ContainerID
  var name: ContainerName
  /// False under compose's temporary names.
  var counts: Bool
  var identity: Identity?
}

/// A probe's output, as far as it is kept.
enum HealthOutput {
  static let limit = 1024

  /// At most 1 KiB, cut between characters of UTF-8.
  static func cut(_ text: String) -> String {
    guard text.utf8.count > limit else { return text }
    var end = text.utf8.index(text.utf8.startIndex, offsetBy: limit)
    while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
    return String(text[..<end])
  }
}
