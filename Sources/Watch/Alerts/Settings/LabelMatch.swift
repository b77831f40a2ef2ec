// Which alerts a webhook or a mute means.

/// Globs for labels: every label must fit one of its globs, a missing label being the empty text. Without labels it means all alerts.
public struct LabelMatch: Sendable, Hashable {
  public var globs: [AlertLabel: [Glob]]

  public init(_ globs: [AlertLabel: [Glob]] = [:]) {
    self.globs = globs
  }

  public func matches(_ labels: AlertLabels) -> Bool {
    globs.allSatisfy { label, globs in globs.contains { $0.matches(labels[label]) } }
  }
}

/// One entry of `alerts.mute`: such alerts are tracked and shown, and not sent.
public struct Mute: Sendable, Hashable {
  public var match: LabelMatch
  /// Nil: for good. By our own clock.
  public var until: Timestamp?

  public init(match: LabelMatch, until: Timestamp? = nil) {
    self.match = match
    self.until = until
  }
}

/// Which alerts a webhook is told of.
public struct WebhookRoute: Sendable, Hashable {
  public var name: String
  public var match: LabelMatch
  public var sendsResolved: Bool

  public init(name: String, match: LabelMatch = LabelMatch(), sendsResolved: Bool = true) {
    self.name = name
    self.match = match
    self.sendsResolved = sendsResolved
  }
}
