// Whom an event concerns.

extension Fleet {
  /// Gives an event to its container; one that is not known yet is asked for first.
  mutating func apply(_ event: EngineEvent, isPast: Bool) {
    guard let place = trackers.place(of: event.id) else { return meet(event, isPast: isPast) }
    if trackers.values[place].held != nil { return hold(event, isPast: isPast) }
    switch event.action {
    case .destroy: remove(event.id, at: event.time, inferred: false)
    case .rename: renamed(event)
    default: change(at: place) { $0.observe(event, isPast: isPast, &$1) }
    }
  }

  /// A container that is not watched goes by unseen, until it is gone or has another name.
  private mutating func mayBeWatchedNow(_ event: EngineEvent) -> Bool {
    guard event.action == .destroy || event.action == .rename else { return false }
    ignored.remove(event.id)
    return event.action == .rename
  }

  /// The first event of a container that is not known: inspect tells who it is, and its events wait until then.
  private mutating func meet(_ event: EngineEvent, isPast: Bool) {
    if ignored.contains(event.id), !mayBeWatchedNow(event) { return }
    // Before the baseline stands, the ring tells only of what belongs to it.
    if event.action == .destroy { reconsidered.remove(event.id) }
    guard event.action != .destroy, hasBaseline || !isPast, !departed.contains(event.id) else { return }
    var tracker = ContainerTracker(id: event.id, name: ContainerName(event.attributes.name ?? ""), at: chronicle.uptime)
    tracker.held = ContainerTracker.HeldEvents(askAgainAt: chronicle.uptime.advanced(by: Self.heldFor))
    trackers.set(tracker, for: event.id)
    strangers[event.id] = nil
    hold(event, isPast: isPast)
    chronicle.inspect(event.id)
  }

  private static let heldFor = 6 * FleetSettings.second
  private static let heldAtMost = 1000

  private mutating func hold(_ event: EngineEvent, isPast: Bool) {
    change(event.id) { tracker, chronicle in
      tracker.held?.events.append(ContainerTracker.KeptEvent(event: event, isPast: isPast))
      tracker.forgedByEvents.formUnion(ForgedAttributes(event))
      tracker.lastEventAt = chronicle.uptime
    }
    if let count = trackers[event.id]?.held?.events.count, count > Self.heldAtMost { identify(event.id, as: nil) }
  }

  /// Inspect has not told in time who it is. While the engine is out of reach nobody can; else its events are taken as they are in the end.
  mutating func stillHeld(_ id: ContainerID) {
    guard let held = trackers[id]?.held, held.askAgainAt <= chronicle.uptime else { return change(id) { _, _ in } }
    if isConnected, held.patience <= 0 { identify(id, as: nil) }
    change(id) { [isConnected] tracker, chronicle in
      tracker.held?.askAgainAt = chronicle.uptime.advanced(by: Self.heldFor)
      guard isConnected, tracker.held != nil else { return }
      tracker.held?.patience -= 1
      chronicle.inspect(id)
    }
  }
}
