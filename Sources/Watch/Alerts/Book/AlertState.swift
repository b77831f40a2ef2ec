// What must outlive the process so that nothing told is told again and nothing that ended stays open: plain values, row by row.

/// One alert as it is kept. Its key is the alert's fingerprint.
public struct AlertRecord: Sendable, Hashable, Codable {
  public enum Phase: String, CaseIterable, Sendable, Hashable, Codable {
    /// It holds, but not for long enough yet.
    case pending
    case firing
    /// Kept until those who were told that it fires know.
    case resolved
  }

  public var phase: Phase
  public var alert: Alert
  /// When it fires (pending) or resolves (firing) by itself, by our own clock; nil when only something else can do it.
  public var dueAt: Timestamp?

  public init(phase: Phase, alert: Alert, dueAt: Timestamp? = nil) {
    self.phase = phase
    self.alert = alert
    self.dueAt = dueAt
  }
}

/// What one webhook knows, or is on its way to know, of one group. Its key is both.
public struct TellingRecord: Sendable, Hashable, Codable {
  public struct Key: Sendable, Hashable, Comparable, Codable {
    public var webhook: String
    public var group: GroupKey

    public init(webhook: String, group: GroupKey) {
      self.webhook = webhook
      self.group = group
    }

    public static func < (left: Key, right: Key) -> Bool { (left.webhook, left.group) < (right.webhook, right.group) }
  }

  public var key: Key
  /// Firing in the last notification made, unless its delivery failed; rising.
  public var firing: [Fingerprint]
  /// Delivered as firing, and not yet as resolved; rising.
  public var told: [Fingerprint]
  /// Resolutions on their way; rising.
  public var resolving: [Fingerprint]
  /// No longer listed, though an earlier notification that lists them as firing may still be on its way; rising.
  public var uncertain: [Fingerprint]
  /// When the last notification was made, by our own clock.
  public var lastTime: Timestamp
  /// Its number.
  public var lastNumber: Int64

  public init(
    key: Key, firing: [Fingerprint], told: [Fingerprint], resolving: [Fingerprint], uncertain: [Fingerprint], lastTime: Timestamp,
    lastNumber: Int64
  ) {
    self.key = key
    self.firing = firing
    self.told = told
    self.resolving = resolving
    self.uncertain = uncertain
    self.lastTime = lastTime
    self.lastNumber = lastNumber
  }
}

/// What happened to a container and a rule may still ask for. Its key is the name.
public struct MarksRecord: Sendable, Hashable, Codable {
  public var name: ContainerName
  /// Their uptimes are nanoseconds of our own wall clock, since 1970.
  var marks: ContainerMarks

  /// When the last restart of a name was of which restarts alone are remembered, as of one that is gone; nil of all others.
  public var lastRestart: Timestamp? {
    marks.holdsRestartsAlone ? marks.restarts.last.map { Timestamp(nanoseconds: $0.nanoseconds) } : nil
  }

  /// The same after our own clock was set by so much.
  public func moved(by jump: Int64) -> MarksRecord { MarksRecord(name: name, marks: marks.moved(by: jump)) }
}

/// Everything the alerts remember, each list by its key.
public struct AlertState: Sendable, Hashable {
  public var alerts: [AlertRecord]
  public var tellings: [TellingRecord]
  public var marks: [MarksRecord]
  /// The number of the last notification made.
  public var lastNumber: Int64
  /// The label `host` used last.
  public var host: String
  /// Our own clock was set since it was written down: it is to be written down anew.
  var isByAnotherClock = false

  public init(
    alerts: [AlertRecord] = [], tellings: [TellingRecord] = [], marks: [MarksRecord] = [], lastNumber: Int64 = 0, host: String = ""
  ) {
    self.alerts = alerts
    self.tellings = tellings
    self.marks = marks
    self.lastNumber = lastNumber
    self.host = host
  }
}

extension AlertState {
  /// The same after our own clock was set by so much.
  public func moved(by jump: Int64) -> AlertState {
    var moved = self
    for index in alerts.indices { moved.alerts[index].dueAt = alerts[index].dueAt?.advanced(by: jump) }
    for index in tellings.indices { moved.tellings[index].lastTime = tellings[index].lastTime.advanced(by: jump) }
    moved.marks = marks.map { $0.moved(by: jump) }
    moved.isByAnotherClock = jump != 0
    return moved
  }
}
