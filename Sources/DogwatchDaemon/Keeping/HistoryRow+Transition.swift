// A transition as it is kept.

import Endpoints
import Ledger
import Watch

extension HistoryRow {
  init(_ transition: Transition) {
    self.init(
      sequence: transition.sequence, time: transition.time, name: transition.name, json: TransitionJSON.row(transition))
  }
}
