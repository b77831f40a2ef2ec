// Other settings while everything runs.

extension Fleet {
  /// Goes by other settings from now on. Where the choice of containers or the labels to show are others, every container is inspected once more:
  /// one that is not to be watched any more vanishes at once, without a transition; one that is to be watched now is met as on first sight.
  /// Retentions hold for what is removed from now on.
  public mutating func reconfigure(_ settings: FleetSettings, at arrival: Arrival) {
    let old = self.settings
    guard settings != old else { return }
    chronicle.arrival = arrival
    chronicle.settings = settings
    guard settings.selection != old.selection || settings.containerLabels != old.containerLabels else { return }
    for id in trackers.keys.sorted(by: { $0.text < $1.text }) where trackers[id]?.held == nil {
      change(id) { tracker, chronicle in
        tracker.selectedAs = nil
        chronicle.inspect(id, urgently: false)
      }
    }
    guard settings.selection != old.selection else { return }
    reconsidered.formUnion(ignored)
    ignored.removeAll()
    for id in reconsidered.sorted(by: { $0.text < $1.text }) { chronicle.inspect(id, urgently: false) }
  }

  /// Inspect has told who one of those is that were not watched under earlier settings.
  mutating func reconsider(_ inspection: Inspection, requestedAt: Uptime) {
    reconsidered.remove(inspection.id)
    meet(inspection, requestedAt: requestedAt, asBaseline: true)
  }
}
