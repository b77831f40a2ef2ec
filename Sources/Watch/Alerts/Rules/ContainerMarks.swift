// What is remembered of a container because a rule will ask for it: things that happened, where the reading tells only what is.

/// The marks that transitions leave under a name. What a rule has not asked for yet is lost with them: they outlive the process.
struct ContainerMarks: Sendable, Hashable, Codable {
  /// The container the marks are of, as far as known; kept when it is gone.
  var id: ContainerID?
  var identity: Identity?
  /// The exit that nothing has followed yet.
  var exit: ExitMark?
  /// It has started since it was last judged, if only for a moment, or another has taken its place.
  var hasStarted: Bool?
  /// The last exit, whatever followed.
  var lastExit: Exit?
  var startFailure: StartFailure?
  var memoryKill: MemoryKill?
  /// Restarts by the policy, rising; as many as the rule counts.
  var restarts: [Uptime] = []
  var startingSince: Uptime?
  /// When the health was last confirmed as unhealthy, by the engine's clock.
  var unhealthySince: Timestamp?
  /// Not running since then.
  var downSince: Uptime?
  /// After an engine start the policy should have it running by then.
  var expectedUpBy: Uptime?
  var gone: Gone?

  struct ExitMark: Sendable, Hashable, Codable {
    var exit: Exit
    var time: Timestamp
    var evidence: [String]
  }

  struct StartFailure: Sendable, Hashable, Codable {
    var error: String
    var exitCode: Int?
    var time: Timestamp
  }

  struct MemoryKill: Sendable, Hashable, Codable {
    var at: Uptime
    var time: Timestamp
    /// What came of it, once that is judged; nil too if only a child was killed.
    var exit: Exit?
  }

  struct Gone: Sendable, Hashable, Codable {
    var at: Uptime
    /// The engine removed it because it had exited (`--rm`), not a person.
    var removedItself: Bool
  }
}

// MARK: - In another process

extension ContainerMarks {
  /// The same by another clock.
  func moved(by shift: Int64) -> ContainerMarks {
    var result = self
    result.restarts = restarts.map { $0.advanced(by: shift) }
    result.startingSince = startingSince?.advanced(by: shift)
    result.downSince = downSince?.advanced(by: shift)
    result.expectedUpBy = expectedUpBy?.advanced(by: shift)
    if let memoryKill { result.memoryKill?.at = memoryKill.at.advanced(by: shift) }
    if let gone { result.gone?.at = gone.at.advanced(by: shift) }
    return result
  }

  /// Whether nothing is remembered but restarts, if anything.
  var holdsRestartsAlone: Bool {
    var rest = self
    rest.restarts = []
    return rest == ContainerMarks()
  }

  /// What need not be written down is left out: of a container that is there, the next reading tells who it is.
  var essence: ContainerMarks {
    var result = self
    if gone == nil { result.identity = nil }
    return result
  }
}

// MARK: - What transitions leave

extension ContainerMarks {
  /// A moment by both clocks: that of a transition, or now.
  struct Moment: Sendable {
    var time: Timestamp
    var uptime: Uptime
  }

  /// Takes one transition of a container that bears the name.
  mutating func note(_ transition: Transition, of identity: Identity?, at moment: Moment, restartsKept: Int) {
    if transition.id != id { becomeOf(transition.id) }
    if let identity { self.identity = identity }
    switch transition.kind {
    case .created: gone = nil
    case .start(let reason): started(reason, at: moment, restartsKept: restartsKept)
    case .exit(let exit): exited(exit, transition, at: moment)
    case .startFailed(let error, let exitCode): startFailure = StartFailure(error: error, exitCode: exitCode, time: moment.time)
    case .health(let change): unhealthySince = change.to == .unhealthy ? moment.time : unhealthySince
    case .removed: gone = Gone(at: moment.uptime, removedItself: self.identity?.autoRemove ?? true)
    case .renamed, .paused, .unpaused, .gap: break
    }
  }

  /// Another container bears the name now: what is remembered of the old one goes, but for what belongs to the name.
  mutating func becomeOf(_ id: ContainerID?) {
    var new = ContainerMarks()
    new.id = id
    new.hasStarted = self.id == nil ? hasStarted : true
    new.restarts = restarts
    new.memoryKill = memoryKill
    new.lastExit = lastExit
    self = new
  }

  private mutating func started(_ reason: StartReason, at moment: Moment, restartsKept: Int) {
    hasStarted = true
    exit = nil
    startFailure = nil
    downSince = nil
    startingSince = nil
    expectedUpBy = nil
    gone = nil
    if reason == .policy { restarted(at: moment.uptime, restartsKept: restartsKept) }
  }

  /// A restart by the policy belongs to the name, whichever container bears it.
  mutating func restarted(at uptime: Uptime, restartsKept: Int) {
    restarts.append(uptime)
    if restarts.count > restartsKept { restarts.removeFirst(restarts.count - restartsKept) }
  }

  private mutating func exited(_ exit: Exit, _ transition: Transition, at moment: Moment) {
    self.exit = ExitMark(exit: exit, time: moment.time, evidence: transition.evidence)
    lastExit = exit
    downSince = moment.uptime
    startingSince = nil
    if exit.outcome == .stopped { expectedUpBy = nil }
    if exit.oom, memoryKill != nil { memoryKill?.exit = exit }
  }
}
