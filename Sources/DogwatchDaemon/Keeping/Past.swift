// What an earlier process left for this one.

import Ledger
import Logging
import Watch

/// The state to go on with; a first sight of everything when there is none.
struct Past {
  var fleet: Fleet
  var engineMemory = EngineMemory()
  var alerts = AlertState()
  var outbox = Outbox()
  /// The fleet as it was written down, for a recording to begin with.
  var restored: RecordedState?

  /// Opens the store, if there is one. Throws when it is another's, or a later version's.
  init(store: inout Store?, settings: FleetSettings, logger: Logger) throws(LedgerProblem) {
    let now = Arrival.now()
    switch try store?.open(at: now) ?? .nothing {
    case .nothing:
      fleet = Fleet(settings: settings)
    case .saved(let saved):
      fleet = Fleet(settings: settings, restoring: saved.fleet, at: now, isSameBoot: saved.isSameBoot)
      restored = RecordedState(saved.fleet, arrival: now, isSameBoot: saved.isSameBoot)
      engineMemory = EngineMemory(saved)
      // In another boot nothing tells whether the clock was set.
      let jump = saved.isSameBoot ? WallClock.jump(from: saved.fleet.head.savedAt, to: now) : 0
      alerts = jump == 0 ? saved.alerts : saved.alerts.moved(by: jump)
      outbox = Outbox(restoring: saved.outbox)
      if jump != 0 { outbox.clockWasSet(by: jump) }
    case .lost(let aside, let since, let sequence, let reason):
      logger.error("the state could not be read (\(reason)); it is now \(aside), and what it held is not known any more")
      fleet = Fleet(settings: settings, blindSince: since, sequence: sequence, at: now)
    }
  }
}
