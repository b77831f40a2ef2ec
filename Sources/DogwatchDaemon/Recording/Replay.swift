// What a recording means: the same core as live, by the recording's clock, without network, state and clock of its own.

public import Watch

/// Plays a recording to a fleet.
public struct Replay {
  /// How a recording ended.
  public enum Ending: Sendable, Hashable {
    case whole
    /// In the middle of that line, which was left out; counted from 1.
    case cut(line: Int)
  }

  private let path: String
  private let settings: FleetSettings?

  /// A replay of that file. Without settings those hold that were in force when it was recorded.
  public init(path: String, settings: FleetSettings? = nil) {
    self.path = path
    self.settings = settings
  }

  /// Plays all of it, and passes on each transition as it comes.
  public func run(_ transition: (Transition) -> Void) throws(RecordingError) -> Ending {
    var fleet = Fleet()
    var clock: Arrival?
    func observe(_ observation: Observation) {
      fleet.observe(observation)
      clock = observation.arrival
      for each in fleet.takeEffects().transitions { transition(each) }
    }
    /// A recording holds its own deadlines; those of other settings come in between.
    func wake(until arrival: Arrival) {
      guard settings != nil, let begin = clock?.uptime else { return }
      while let deadline = fleet.nextDeadline, deadline < arrival.uptime {
        let uptime = max(deadline, begin)
        let time = arrival.time.advanced(by: uptime.since(arrival.uptime))
        observe(Observation(arrival: Arrival(time: time, uptime: uptime), content: .deadline))
      }
    }
    let cutLine = try RecordingReader(path: path).read(
      header: { fleet = Fleet(settings: settings ?? $0.settings) },
      observation: { observation in
        wake(until: observation.arrival)
        observe(observation)
      })
    return cutLine.map { .cut(line: $0) } ?? .whole
  }
}
