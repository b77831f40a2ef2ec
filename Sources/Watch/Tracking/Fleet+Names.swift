// Who a container is: its name, whether it is watched, and what becomes of the name when it goes.

extension Fleet {
  /// An unknown container has been inspected (or, with nil, could not be): its events need wait no longer.
  mutating func identify(_ id: ContainerID, as inspection: Inspection?, requestedAt: Uptime? = nil) {
    guard let held = trackers[id]?.held else { return }
    let isFirstSight = !hasBaseline || reconsidered.remove(id) != nil
    guard watches(id, inspection, held.events) else { return }
    let first = held.events.first
    let composeReplace = inspection.flatMap { $0.labels["com.docker.compose.replace"] } ?? first?.event.attributes.composeReplace
    let name = inspection?.name ?? ContainerName(first?.event.attributes.name ?? "")
    identifyEarlierBearers(of: name, than: id)
    let isTemporary = isTemporaryName(name, replacing: composeReplace)
    let isBaseline = isFirstSight && first?.event.action != .create
    let isFollowed = inspection == nil && isFollowed(id, under: name, since: first?.event.time)
    let lastEventAt = trackers[id]?.lastEventAt ?? chronicle.uptime
    change(id) { tracker, chronicle in
      tracker.held = nil
      tracker.name = name
      tracker.selectedAs = name
      tracker.isTemporary = isTemporary
      if let inspection { tracker.take(inspection, chronicle) }
    }
    settleIdentity(id, takesName: !isFollowed)
    if let inspection, isBaseline {
      change(id) { $0.adopt(inspection, &$1) }
    } else {
      let wasSeen = first?.event.action == .create
      let time = first?.event.time ?? chronicle.now
      change(id) { tracker, chronicle in
        // What happened to it before is not known.
        tracker.mayInfer = !wasSeen
        tracker.enter(.created, at: time, &chronicle)
        tracker.stateSince = time
        if let inspection, first?.event.action == .start { tracker.recall(inspection, beforeStartAt: time) }
        if wasSeen { tracker.startLook = ContainerTracker.StartLook(after: chronicle.uptime) }
        tracker.tell(.created, at: time, inferred: !wasSeen, evidence: [wasSeen ? "create" : "first heard of by another event"], &chronicle)
      }
    }
    release(held, to: id)
    change(id) { tracker, _ in tracker.lastEventAt = lastEventAt }
    guard let inspection, let requestedAt else { return }
    change(id) { $0.inspected(inspection, requestedAt: requestedAt, &$1) }
  }

  /// A name has one bearer at a time: those that still wait to be known and were removed under it came before, and inspect has nothing to tell of
  /// them any more.
  private mutating func identifyEarlierBearers(of name: ContainerName, than id: ContainerID) {
    let own = trackers[id]
    let earlier = trackers.values.indices.filter { place in
      guard let held = trackers.values[place].held, trackers.keys[place] != id, trackers.values[place].name == name else { return false }
      // Of those removed each would call for the other.
      if let own, !trackers.values[place].wasHeard(before: own) { return false }
      return held.events.contains { $0.event.action == .destroy }
    }.map { trackers.values[$0] }
    for tracker in earlier.sorted(by: { $0.wasHeard(before: $1) }) { identify(tracker.id, as: nil) }
  }

  /// Whether another has lived under the name since then: who is gone when it is asked for may be heard of after its successor was listed, and
  /// a rename may be late.
  private func isFollowed(_ id: ContainerID, under name: ContainerName, since time: Timestamp?) -> Bool {
    guard let time, let bearer = chronicle.records[name]?.current, bearer != id else { return false }
    guard let other = trackers[bearer], other.held == nil, let since = other.stateSince else { return false }
    return since > time
  }

  /// Events that waited are judged with what became of the engine meanwhile.
  private mutating func release(_ held: ContainerTracker.HeldEvents, to id: ContainerID) {
    var turns = held.turns[...]
    for number in 0...held.events.count {
      while let next = turns.first, next.eventsBefore == number {
        turns.removeFirst()
        change(id) { tracker, chronicle in
          switch next.turn {
          case .streamEnded: tracker.streamEnded()
          case .engineUnreachable: tracker.engineUnreachable(&chronicle)
          case .reconnected: tracker.reconnected(&chronicle)
          }
        }
      }
      if number < held.events.count { apply(held.events[number].event, isPast: held.events[number].isPast) }
    }
  }

  /// Whether the container is watched at all; if not, it is dropped, and so are its events.
  private mutating func watches(
    _ id: ContainerID, _ inspection: Inspection?, _ events: [ContainerTracker.KeptEvent]
  ) -> Bool {
    if let inspection {
      if settings.selection.contains(name: inspection.name.text, image: inspection.image, labels: inspection.labels) { return true }
      drop(id)
      if events.last?.event.action != .destroy { ignored.insert(id) }
      return false
    }
    let attributes = events.first?.event.attributes
    let name = attributes?.name ?? ""
    if !name.isEmpty, settings.selection.contains(name: name, image: attributes?.image ?? "", labels: [:]) { return true }
    drop(id)
    return false
  }

  /// Follows a container no longer.
  mutating func drop(_ id: ContainerID) {
    trackers.remove(id)
    fullListing?.outstanding?.remove(id)
    if isSaved { gone.append(id) }
  }

  /// First met in a full listing, or under other settings than before: the baseline, or something that came in a gap.
  mutating func meet(_ inspection: Inspection, requestedAt: Uptime, asBaseline: Bool = false) {
    let id = inspection.id
    guard settings.selection.contains(name: inspection.name.text, image: inspection.image, labels: inspection.labels) else {
      ignored.insert(id)
      return
    }
    identifyEarlierBearers(of: inspection.name, than: id)
    var tracker = ContainerTracker(id: id, name: inspection.name, at: chronicle.uptime)
    tracker.isTemporary = isTemporaryName(inspection.name, replacing: inspection.labels["com.docker.compose.replace"])
    tracker.lastEventAt = Uptime(nanoseconds: .min)
    let isBaseline = asBaseline || !hasBaseline
    tracker.mayInfer = !isBaseline
    tracker.selectedAs = inspection.name
    trackers.set(tracker, for: id)
    change(id) { $0.take(inspection, $1) }
    settleIdentity(id)
    change(id) { tracker, chronicle in
      if isBaseline { return tracker.adopt(inspection, &chronicle) }
      let time = inspection.state.startedAt ?? chronicle.now
      tracker.stateSince = time
      tracker.tell(.created, at: time, inferred: true, evidence: ["listed after a gap"], &chronicle)
      tracker.inspected(inspection, requestedAt: requestedAt, &chronicle)
    }
  }

  /// The name is taken, unless it is one of compose's temporary ones; labels that cannot be used are told.
  mutating func settleIdentity(_ id: ContainerID, takesName: Bool = true) {
    change(id) { tracker, chronicle in
      if !tracker.isTemporary, takesName {
        chronicle.claim(tracker.name, by: id)
        if tracker.identity != nil { chronicle.setHealthcheck(tracker.health.check != nil, under: tracker.name, of: id) }
      }
      for error in tracker.identity?.overrides.errors ?? [] { chronicle.effects.labelErrors.append("\(tracker.name): \(error)") }
      chronicle.noteStopTimeout(of: tracker.identity)
    }
  }

  /// Compose creates a replacement as `<12 digits of the old id>_<name>`, labelled with what it replaces, and renames it when the old one is
  /// gone (docker/compose pkg/compose/convergence.go).
  private func isTemporaryName(_ name: ContainerName, replacing replaced: String?) -> Bool {
    replaced != nil && Self.hasIDPrefix(name.text)
  }

  private static func hasIDPrefix(_ name: String) -> Bool {
    let bytes = name.utf8
    guard bytes.count > 13, bytes[bytes.index(bytes.startIndex, offsetBy: 12)] == 0x5F else { return false }
    return bytes.prefix(12).allSatisfy { $0 &- 0x30 <= 9 || $0 &- 0x61 <= 5 }
  }

  // MARK: Rename and removal

  mutating func renamed(_ event: EngineEvent) {
    guard let tracker = trackers[event.id] else { return }
    change(event.id) { tracker, chronicle in
      tracker.lastEventAt = chronicle.uptime
      tracker.suspicion = nil
    }
    // Under its new name it may be watched no longer.
    chronicle.inspect(event.id)
    guard tracker.identity?.forged.contains(.name) != true, let text = event.attributes.name else {
      // A label hides the name: inspect tells it.
      return change(event.id) { tracker, _ in tracker.namesHidden = true }
    }
    rename(event.id, to: ContainerName(text), at: event.time, inferred: false)
  }

  mutating func rename(_ id: ContainerID, to new: ContainerName, at time: Timestamp, inferred: Bool) {
    guard let tracker = trackers[id], tracker.name != new else { return }
    let (old, health) = (tracker.name, tracker.health.shown)
    if !tracker.isTemporary {
      chronicle.healthChanged(under: old, of: id, to: .unknown, at: time)
      release(old, by: id)
    }
    // An older compose moves the old container out of the way by its own id.
    let isTemporary = new.text == "\(id.short)_\(old.text)" && tracker.identity?.composeProject.isEmpty == false
    let isFollowed = isFollowed(id, under: new, since: time)
    change(id) { tracker, chronicle in
      tracker.name = new
      tracker.namesHidden = false
      tracker.isTemporary = isTemporary
      if !isTemporary {
        chronicle.claim(new, by: id, isFollowed: isFollowed)
        chronicle.setHealthcheck(tracker.health.check != nil, under: new, of: id)
        chronicle.healthChanged(under: new, of: id, to: health, at: time)
      }
      tracker.tell(
        .renamed(oldName: old), at: time, inferred: inferred, evidence: [inferred ? "inspect: another name" : "rename"], &chronicle)
    }
  }

  /// A container gives its name up; one from which it had been taken out of turn has it again.
  mutating func release(_ name: ContainerName, by id: ContainerID, hidden: Bool = false) {
    guard let heir = chronicle.release(name, by: id, hidden: hidden) else { return }
    change(heir) { tracker, chronicle in
      chronicle.setHealthcheck(tracker.health.check != nil, under: name, of: heir)
      chronicle.healthChanged(under: name, of: heir, to: tracker.health.shown, at: chronicle.now)
    }
  }

  mutating func remove(_ id: ContainerID, at time: Timestamp, inferred: Bool) {
    guard let tracker = trackers[id] else { return }
    if !inferred, tracker.mayHaveGoneWithEngine { return change(id) { tracker, _ in tracker.destroyedAt = time } }
    change(id) { changed, chronicle in
      changed.destroyedAt = nil
      changed.destroyed(at: tracker.destroyedAt ?? time, inferred: inferred && tracker.destroyedAt == nil, &chronicle)
    }
    drop(id)
    departed.insert(id)
    if !tracker.isTemporary { release(tracker.name, by: id) }
  }
}

extension ContainerTracker {
  /// Whether the first of the events that wait was stamped before the other's.
  fileprivate func wasHeard(before other: ContainerTracker) -> Bool {
    (heldSince, id.text) < (other.heldSince, other.id.text)
  }

  private var heldSince: Timestamp { held?.events.first?.event.time ?? Timestamp(nanoseconds: .max) }
}
