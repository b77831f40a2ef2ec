// A group of alerts and its clock (Alertmanager dispatch.go: `aggrGroup`).

/// The alerts told of together. The first notification waits `groupWait`; from then on there may be one at every tick, `groupInterval` apart.
struct AlertGroup: Sendable {
  /// Those that fire, and those that have resolved since the last tick.
  var members: Set<AlertKey> = []
  /// When it was, or is to be, first looked through.
  var firstTick: Uptime
  /// The last tick at which it was.
  var lastTick: Uptime?
  /// Something has changed: it is looked through then.
  var dueAt: Uptime?
  /// Something is to be said again then.
  var repeatsAt: Uptime?

  init(firstTick: Uptime) {
    self.firstTick = firstTick
  }

  /// When it wants to be looked through.
  var deadline: Uptime? { [dueAt, repeatsAt].compactMap { $0 }.min() }

  /// The first tick that is not before `time`.
  func tick(notBefore time: Uptime, interval: Int64) -> Uptime {
    guard let lastTick else { return max(firstTick, time) }
    guard interval > 0 else { return max(lastTick, time) }
    let passed = max(1, time.since(lastTick))
    return lastTick.advanced(by: (passed - 1) / interval * interval + interval)
  }

  /// It is looked through now, at the tick that was due.
  mutating func ticked(at now: Uptime, interval: Int64) {
    let planned = deadline ?? now
    // One that was missed for long keeps its rhythm all the same.
    let late = interval > 0 ? max(0, now.since(planned)) / interval * interval : 0
    lastTick = interval > 0 ? planned.advanced(by: late) : now
    dueAt = nil
    repeatsAt = nil
  }
}
