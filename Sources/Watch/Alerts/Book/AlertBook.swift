// The alerts: what is wrong, since when, and who is to be told.

/// Turns what the fleet learned into alerts and notifications. A value: no clock, no I/O; time arrives with each call, and `nextDeadline` says
/// when it wants another.
public struct AlertBook: Sendable {
  public internal(set) var settings: AlertSettings
  /// The label `host` of new alerts.
  public internal(set) var host: String

  // What is wrong.
  var entries = Roster<AlertKey, AlertEntry>()
  var pending: [AlertKey: PendingAlert] = [:]
  var keys: [Fingerprint: AlertKey] = [:]
  /// Kept for every name of which something is pending or firing, or may soon.
  var marks: [ContainerName: ContainerMarks] = [:]
  /// The restarts of names that nobody bears, of which nothing else is remembered, as far as they are in memory.
  var restartsOfGone: [ContainerName: [Uptime]] = [:]
  /// Those of them of which nothing is shown any more.
  var strays: Set<ContainerName> = []
  /// Names to look at as soon as containers can be seen.
  var doubtful: Set<ContainerName> = []
  var seesContainers = false
  var engine = EngineCondition()
  var storeFailure: String?
  var webhooks: [String: WebhookCondition] = [:]

  // Who is told.
  var groups: [GroupKey: AlertGroup] = [:]
  var tellings: [TellingRecord.Key: Telling] = [:]
  /// Of the last notification made.
  public internal(set) var lastNumber: Int64 = 0

  var alarms = Alarms()
  var arrival: Arrival?
  private var wallClock = WallClock()
  /// Nobody is woken, and no container judged, before then.
  var restsUntil: Uptime?
  var engineNow = Timestamp(nanoseconds: 0)
  var outbox = AlertOutbox()
  /// What was kept of the last process, until the first call tells the time.
  private var unread: AlertState?

  /// A book for a host of that name, until the engine tells its own; `state`: what the last process left.
  public init(settings: AlertSettings = AlertSettings(), host: String, restoring state: AlertState = AlertState()) {
    self.settings = settings
    self.host = settings.host ?? (state.host.isEmpty ? host : state.host)
    lastNumber = state.lastNumber.countable
    unread = state
  }

  // MARK: In

  /// Takes what came of an observation; `fleet` is as it is after it.
  public mutating func observe(_ effects: Effects, of fleet: Fleet, at arrival: Arrival) {
    begin(at: arrival, fleet)
    hearOfEngine(fleet)
    hearOfContainers(effects, fleet)
    wakeSleepers(fleet)
  }

  /// Hears what became of notifications.
  public mutating func hear(_ news: DeliveryNews, fleet: Fleet, at arrival: Arrival) {
    begin(at: arrival, fleet)
    switch news {
    case .result(let result, let notification): settle(notification, result)
    case .problem(let webhook, let words): noteProblem(words, of: webhook)
    case .waiting(let webhook, let since): waiting(webhook, since: since)
    }
    wakeSleepers(fleet)
  }

  /// Hears whether what outlives the process can be written.
  public mutating func hear(_ news: StoreNews, fleet: Fleet, at arrival: Arrival) {
    begin(at: arrival, fleet)
    hearOfStore(news)
    wakeSleepers(fleet)
  }

  /// Other settings are in force from now on.
  public mutating func reconfigure(_ settings: AlertSettings, fleet: Fleet, at arrival: Arrival) {
    begin(at: arrival, fleet)
    self.settings = settings
    host = settings.host ?? fleet.engine?.name ?? host
    hideProbeOutput()
    judgeOwn()
    regroup()
    judgeMutes()
    doubtful.formUnion(marks.keys)
    doubtful.formUnion(fleet.names)
    wakeSleepers(fleet)
  }

  // MARK: Out

  /// What the calls since the last time led to.
  public mutating func takeEffects() -> AlertEffects {
    let effects = makeEffects()
    outbox = AlertOutbox()
    return effects
  }

  /// The notifications made since the last time; all else waits for `takeEffects`.
  public mutating func takeNotifications() -> [Notification] {
    defer { outbox.notifications = [] }
    return outbox.notifications
  }

  /// When it wants to be called although nothing has happened.
  public var nextDeadline: Uptime? { restsUntil ?? alarms.earliest }

  /// The alerts that fire, muted and quiet ones too, the worst first.
  public var firing: [Alert] {
    entries.values.filter(\.isFiring).map(\.alert).inReadingOrder
  }

  /// Whether the webhook knows of the alert as firing: only then it is to hear that it has resolved.
  public func isTold(_ fingerprint: Fingerprint, webhook: String) -> Bool {
    guard let key = keys[fingerprint], let alert = entries[key]?.alert else { return false }
    return tellings[telling(of: alert, to: webhook)]?.told.contains(fingerprint) ?? false
  }

  // MARK: Time

  var now: Uptime { arrival?.uptime ?? Uptime(nanoseconds: 0) }
  var time: Timestamp { arrival?.time ?? Timestamp(nanoseconds: 0) }

  private mutating func begin(at arrival: Arrival, _ fleet: Fleet) {
    let isFirst = self.arrival == nil
    self.arrival = arrival
    engineNow = fleet.engineNow
    if wallClock.jump(at: arrival) != nil { wallClockWasSet() }
    guard isFirst else { return }
    if let unread { restore(unread) }
    unread = nil
    hideProbeOutput()
    engine.awaySince = fleet.isConnected ? nil : arrival.uptime
    judgeOwn()
    judgeMutes()
  }

  /// Looks at everything that is no container.
  private mutating func judgeOwn() {
    forgetWebhooks()
    judgeEngine()
    judgeStore()
    for name in webhooks.keys.sorted() { judge(webhook: name) }
  }

  private mutating func wakeSleepers(_ fleet: Fleet) {
    if let restsUntil, restsUntil > now { return }
    restsUntil = nil
    judgeDoubtful(fleet)
    // Each round may set alarms that are due at once.
    while let first = alarms.earliest, first <= now {
      for sleeper in alarms.popDue(now) { wake(sleeper, fleet) }
    }
  }

  private mutating func wake(_ sleeper: Alarms.Sleeper, _ fleet: Fleet) {
    switch sleeper {
    case .container(let name): if seesContainers { judge(name, fleet) } else { doubtful.insert(name) }
    case .engine: judgeEngine()
    case .webhook(let name): judge(webhook: name)
    case .mutes: judgeMutes()
    case .restartsOfGone: forgetRestartsOfGone()
    case .group(let key): wakeGroup(key)
    }
  }
}
