// A fleet that goes on where an earlier process stopped.

extension Fleet {
  /// Takes up what was saved, at `now`. Nothing is shown before the next full listing, which is no first sight but ends a gap that began with the
  /// last thing confirmed. Uptimes are moved: in the same boot of the host they hold as they are, else the wall clock says how long it has been.
  public init(settings: FleetSettings, restoring saved: SavedFleet, at now: Arrival, isSameBoot: Bool) {
    self.init(settings: settings)
    let away = max(0, now.time.since(saved.head.savedAt.time))
    let shift = isSameBoot ? 0 : now.uptime.since(saved.head.savedAt.uptime) &- away
    chronicle.arrival = now
    wallClockJump = isSameBoot ? WallClock.jump(from: saved.head.savedAt, to: now) : 0
    take(saved.head, shift)
    recent = LastSeen(capacity: Self.recentCapacity, saved: saved.recentEvents)
    departed = LastSeen(capacity: Self.departedCapacity, saved: saved.departed)
    for name in saved.names {
      var record = name.record.record
      record.resume(movedBy: shift)
      chronicle.records.set(record, for: name.name)
      if let removal = record.removal, removal.isHidden {
        keepHidden(name.name, until: removal.forgottenAt)
      } else {
        chronicle.markChanged(name.name)
      }
      schedule(name.name)
    }
    for container in saved.containers {
      var tracker = container.tracker
      tracker.resume(movedBy: shift)
      trackers.set(tracker, for: tracker.id)
      chronicle.noteStopTimeout(of: tracker.identity)
      change(tracker.id) { _, _ in }
    }
  }

  /// Begins anew although there was something before, which is lost: the first listing is first sight, and ends a gap that began then.
  public init(settings: FleetSettings, blindSince start: Timestamp, sequence: Int64, at now: Arrival) {
    self.init(settings: settings)
    chronicle.arrival = now
    chronicle.sequence = sequence.countable
    openGap = OpenGap(start: start, cause: .daemonStopped)
  }

  private mutating func take(_ head: FleetHead, _ shift: Int64) {
    engine = head.engine
    lastHeard = head.lastHeard
    chronicle.sequence = head.sequence.countable
    chronicle.confirmedUpTo = head.confirmedUpTo
    chronicle.clock = head.clock
    chronicle.clock.move(by: shift)
    chronicle.engineHasRestarted = head.engineHasRestarted
    chronicle.bootCleanedUp = head.bootCleanedUp
    guard head.hasBaseline else { return }
    let start = head.confirmedUpTo ?? head.lastHeard ?? head.savedAt.time
    watchedSince = head.watchedSince ?? start
    openGap = OpenGap(start: start, cause: .daemonStopped)
  }
}

extension ContainerTracker {
  /// Goes on in another process, which has seen nothing yet: as after the end of a stream.
  mutating func resume(movedBy shift: Int64) {
    retries = retries.reckonable
    backOff.resume()
    lastEventAt = lastEventAt.advanced(by: shift)
    lastInspectedAt = lastInspectedAt.advanced(by: shift)
    pending?.resume(movedBy: shift)
    held?.resume(movedBy: shift)
    held?.note(.streamEnded)
    if let until = earlyStart?.until { earlyStart?.until = until.advanced(by: shift) }
    startLook?.resume(movedBy: shift)
    health.move(by: shift)
    (mayInfer, scheduled, isUnsaved) = (false, nil, false)
    // What is watched may have been configured otherwise meanwhile.
    selectedAs = nil
  }
}
