// What really happened to the model's containers: the judge of what is told of them.

import Watch

/// The runs of every container, each with why it began and what its end meant, as the model itself knows it.
struct Truth: Sendable {
  struct Run: Sendable {
    /// The stamp of its `start`.
    var startedAt: Timestamp
    var reason: StartReason
    var exit: Exit?
  }

  struct Exit: Sendable {
    /// The stamp of its `die`; of one that was not said the time inspect tells.
    var time: Timestamp
    var code: Int
    /// Nil while it is open what comes of it, and where the rules leave it open.
    var outcome: ExitOutcome?
    /// No event told of it.
    var isUnsaid = false
    /// The engine's doing at its boot.
    var isOfBoot = false
    /// What came of it no event told: only who looks finds out.
    var isSettledInSilence = false
    /// While it was down something was done to it that no event told, such as a start that failed: who starts it next is not known for sure.
    var isFollowedInSilence = false
  }

  private(set) var runs: [ContainerID: [Run]] = [:]
  /// How many runs began and ended.
  private(set) var startCount = 0
  private(set) var exitCount = 0
  /// Restarts that were waited for and that somebody put an end to: in silence, so that it may be started by hand as if by policy, or after an exit
  /// with a code that a stop leads to as well, or the last that the policy allows.
  var restartsCalledOff = 0

  /// It had run before anybody looked.
  mutating func knows(_ id: ContainerID) {
    runs[id] = [Run(startedAt: Timestamp(nanoseconds: 0), reason: .new)]
  }

  mutating func began(_ id: ContainerID, at time: Timestamp, _ reason: StartReason) {
    startCount += 1
    if reason == .policy || reason == .engine { settle(id, as: .restarted) }
    runs[id, default: []].append(Run(startedAt: time, reason: runs[id] == nil ? .new : reason))
  }

  mutating func followedInSilence(_ id: ContainerID) {
    if let last = runs[id]?.indices.last { runs[id]?[last].exit?.isFollowedInSilence = true }
  }

  mutating func ended(
    _ id: ContainerID, at time: Timestamp, code: Int, _ outcome: ExitOutcome?, isUnsaid: Bool = false, isOfBoot: Bool = false
  ) {
    exitCount += 1
    guard let last = runs[id]?.indices.last else { return }
    runs[id]?[last].exit = Exit(time: time, code: code, outcome: outcome, isUnsaid: isUnsaid, isOfBoot: isOfBoot)
  }

  /// Nobody was there to hear of what ended since then, and nothing remembers it.
  mutating func unsay(since time: Timestamp) {
    for (id, lives) in runs {
      for index in lives.indices where lives[index].exit.map({ $0.time >= time }) ?? false { runs[id]?[index].exit?.isUnsaid = true }
    }
  }

  /// What came of the last exit, if that was open.
  mutating func settle(_ id: ContainerID, as outcome: ExitOutcome, inSilence: Bool = false) {
    if inSilence { followedInSilence(id) }
    guard let last = runs[id]?.indices.last, let exit = runs[id]?[last].exit, exit.outcome == nil else { return }
    runs[id]?[last].exit?.outcome = outcome
    runs[id]?[last].exit?.isSettledInSilence = inSilence
  }
}
