// The watcher itself ends and begins again, with what it had written down.

import Watch

extension Story {
  /// The fleet as a later process would find it written down.
  var saved: SavedFleet {
    var fleet = fleet
    let all = fleet.takeEverything()
    return SavedFleet(
      head: all.head, containers: all.containers, names: all.names, recentEvents: all.recentEvents.added, departed: all.departed.added)
  }

  /// The watcher is killed: nothing of what happens reaches anybody until `begin`.
  mutating func kill() -> SavedFleet {
    stream = .closed
    requests.removeAll()
    held.removeAll()
    return saved
  }

  /// It begins again. `isSameBoot` false: the host's uptimes have begun anew, which the story shows by moving what was saved.
  mutating func begin(with saved: SavedFleet) {
    let arrival = Arrival(time: engine.now.advanced(by: 3600 * Self.second), uptime: uptime(at: engine.now))
    fleet = Fleet(settings: fleet.settings, restoring: saved, at: arrival, isSameBoot: true)
    requests.removeAll()
  }
}
