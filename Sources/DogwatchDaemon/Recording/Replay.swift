// What a recording means: the same core as live, by the recording's clock, without network, state and clock of its own.

public import Watch

/// Plays a recording to fleet and alerts.
public struct Replay {
  /// How a recording ended.
  public enum Ending: Sendable, Hashable {
    case whole
    /// In the middle of that line, which was left out; counted from 1.
    case cut(line: Int)
  }

  private let path: String
  private let settings: FleetSettings?
  private let alerts: AlertSettings

  /// A replay of that file. Without settings those hold that were in force when it was recorded; without webhooks nobody is notified.
  public init(path: String, settings: FleetSettings? = nil, alerts: AlertSettings = AlertSettings()) {
    self.path = path
    self.settings = settings
    self.alerts = alerts
  }

  /// Plays all of it, and passes on each transition and each notification as it comes. Every notification is taken as delivered at once.
  public func run(
    _ transition: (Transition) -> Void, notification: (Notification) -> Void = { _ in }
  ) throws(RecordingError) -> Ending {
    var watchman = makeWatchman(FleetSettings(), state: nil)
    var clock: Arrival?
    func observe(_ observation: Observation) {
      watchman.observe(observation)
      clock = observation.arrival
      let (effects, alerts) = watchman.takeEffects()
      for each in effects.transitions { transition(each) }
      for each in alerts.notifications {
        notification(each)
        watchman.hear(.result(.delivered, each), at: observation.arrival)
      }
    }
    /// A recording holds its own deadlines; those of other settings come in between.
    func wake(until arrival: Arrival) {
      guard settings != nil, let begin = clock?.uptime else { return }
      while let deadline = watchman.nextDeadline, deadline < arrival.uptime {
        let uptime = max(deadline, begin)
        let time = arrival.time.advanced(by: uptime.since(arrival.uptime))
        observe(Observation(arrival: Arrival(time: time, uptime: uptime), content: .deadline))
      }
    }
    let cutLine = try RecordingReader(path: path).read(
      header: { watchman = makeWatchman(settings ?? $0.settings, state: $0.state.flatMap { RecordedState(text: $0) }) },
      observation: { observation in
        wake(until: observation.arrival)
        observe(observation)
      })
    return cutLine.map { .cut(line: $0) } ?? .whole
  }

  /// As the daemon that was recorded began: from nothing, or with what an earlier one had left.
  private func makeWatchman(_ settings: FleetSettings, state: RecordedState?) -> Watchman {
    let fleet =
      if let state {
        Fleet(settings: settings, restoring: state.fleet, at: state.arrival, isSameBoot: state.isSameBoot)
      } else {
        Fleet(settings: settings)
      }
    return Watchman(fleet: fleet, book: AlertBook(settings: alerts, host: "replay"))
  }
}
