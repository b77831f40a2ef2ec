// Names that nobody bears: where names come and go there are many of these, so of each as little is kept as may count again, and that only on disk
// once nothing is shown of the name.

extension AlertBook {
  /// Nothing is wrong under the name, and nobody bears it: of its marks the restarts alone stay.
  mutating func keepRestartsAlone(of name: ContainerName, _ restarts: [Uptime], _ fleet: Fleet) {
    marks[name] = nil
    restartsOfGone[name] = restarts
    noteHidden(name, fleet)
    outbox.marks.insert(name)
    alarms.set(.restartsOfGone, at: now.advanced(by: restartsWindow))
  }

  /// What is remembered of a name that something is told of: it is no longer one of those that are gone.
  mutating func recallMarks(of name: ContainerName) -> ContainerMarks {
    if let marks = marks[name] { return marks }
    strays.remove(name)
    var marks = ContainerMarks()
    marks.restarts = restartsOfGone.removeValue(forKey: name) ?? []
    return marks
  }

  /// What is written down of a name; nil when nothing is remembered.
  func marksToKeep(of name: ContainerName) -> ContainerMarks? {
    if let marks = marks[name] { return marks }
    return restartsOfGone[name].map { restarts in
      var marks = ContainerMarks()
      marks.restarts = restarts
      return marks
    }
  }

  /// Those whose last restart no longer counts are forgotten. Nobody waits for that: they are looked through a few times a window.
  mutating func forgetRestartsOfGone() {
    for (name, restarts) in restartsOfGone where !count(restarts) {
      restartsOfGone[name] = nil
      strays.remove(name)
      outbox.marks.insert(name)
    }
    if !restartsOfGone.isEmpty { alarms.set(.restartsOfGone, at: now.advanced(by: restartsWindow / 8 + FleetSettings.second)) }
  }

  private func count(_ restarts: [Uptime]) -> Bool { restarts.last.map { now.since($0) < restartsWindow } ?? false }

  /// How long a restart counts, nanoseconds.
  public var restartsWindow: Int64 { settings[.containerRestartingOften].window ?? 0 }

  // MARK: On disk alone

  /// What is shown under the name has changed.
  mutating func noteHidden(_ name: ContainerName, _ fleet: Fleet) {
    if restartsOfGone[name] != nil, !fleet.shows(name) { strays.insert(name) }
  }

  /// Lets go of restarts that are written down, of names of which the fleet remembers nothing: `recall` brings them back when it has to.
  mutating func letGoOfRestarts(_ fleet: Fleet) {
    guard !strays.isEmpty else { return }
    let awaited = fleet.awaitedNames
    for name in strays {
      if fleet.shows(name) {
        strays.remove(name)
      } else if !fleet.remembers(name), !outbox.marks.contains(name), !awaited.contains(name) {
        strays.remove(name)
        restartsOfGone[name] = nil
      }
    }
  }

  /// Remembers again what was let go of under a name.
  mutating func recall(_ saved: MarksRecord) {
    let kept = uptimes(saved)
    guard kept.holdsRestartsAlone, count(kept.restarts), marks[saved.name] == nil, restartsOfGone[saved.name] == nil else { return }
    restartsOfGone[saved.name] = kept.restarts
    strays.insert(saved.name)
    alarms.set(.restartsOfGone, at: now.advanced(by: restartsWindow))
  }
}
