// Names that nobody bears: where names come and go there are many of these, so of each as little is kept as may count again.

extension AlertBook {
  /// Nothing is wrong under the name, and nobody bears it: of its marks the restarts alone stay.
  mutating func keepRestartsAlone(of name: ContainerName, _ restarts: [Uptime]) {
    marks[name] = nil
    restartsOfGone[name] = restarts
    outbox.marks.insert(name)
    alarms.set(.restartsOfGone, at: now.advanced(by: restartsWindow))
  }

  /// What is remembered of a name that something is told of: it is no longer one of those that are gone.
  mutating func recallMarks(of name: ContainerName) -> ContainerMarks {
    if let marks = marks[name] { return marks }
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
    for (name, restarts) in restartsOfGone where restarts.last.map({ now.since($0) >= restartsWindow }) ?? true {
      restartsOfGone[name] = nil
      outbox.marks.insert(name)
    }
    if !restartsOfGone.isEmpty { alarms.set(.restartsOfGone, at: now.advanced(by: restartsWindow / 8 + FleetSettings.second)) }
  }

  /// How long a restart counts, nanoseconds.
  var restartsWindow: Int64 { settings[.containerRestartingOften].window ?? 0 }
}
