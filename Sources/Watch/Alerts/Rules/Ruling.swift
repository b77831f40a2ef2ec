// What a rule says of something at one moment.

/// A rule's word.
struct Ruling: Sendable {
  var holds: Bool
  /// Since when, by the clock of what it is about; nil: since now.
  var since: Timestamp?
  /// When the rule wants to be asked again although nothing happens.
  var askAgainAt: Uptime?

  static let doesNotHold = Ruling(holds: false)
  static let holds = Ruling(holds: true)
}
