// What an observation leads to beside transitions: what is to be sent, and what is to be kept.

/// Everything the alerts want done since the last time they were asked. Keys are written as they are now: `forgotten…` are gone.
public struct AlertEffects: Sendable, Hashable {
  /// To be queued, in order.
  public var notifications: [Notification] = []
  /// Alerts that began to fire or resolved, in order.
  public var changes: [Alert] = []

  // To be kept (`AlertState` is their sum):
  public var alerts: [AlertRecord] = []
  public var forgottenAlerts: [Fingerprint] = []
  public var tellings: [TellingRecord] = []
  public var forgottenTellings: [TellingRecord.Key] = []
  public var marks: [MarksRecord] = []
  public var forgottenMarks: [ContainerName] = []
  /// Of the last notification; nil: as it was.
  public var lastNumber: Int64?
  /// Nil: as it was.
  public var host: String?

  public init() {}

  /// Nothing to do.
  public var isEmpty: Bool { self == AlertEffects() }
}
