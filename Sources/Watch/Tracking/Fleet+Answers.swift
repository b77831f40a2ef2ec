// What the engine's answers to list and inspect mean for the fleet.

extension Fleet {
  /// How long a container may go without an inspect.
  private static let longestSilence = 600 * FleetSettings.second

  // MARK: Listings

  mutating func listed(_ listing: Listing) {
    if let time = listing.engineTime { chronicle.clock.check(time, at: chronicle.uptime) }
    guard let full = fullListing else { return compare(listing) }
    guard full.outstanding == nil, listing.requestedAt >= full.connectedAt, isConnected else { return }
    let rows = Set(listing.rows.map(\.id))
    fullListing?.outstanding = rows.subtracting(ignored)
    fullListing?.askAgainAt = chronicle.uptime.advanced(by: 10 * FleetSettings.second)
    ignored.formIntersection(rows)
    reconsidered.formIntersection(rows)
    for row in listing.rows where !ignored.contains(row.id) { chronicle.inspect(row.id, urgently: false) }
    for id in trackers.keys.sorted(by: { $0.text < $1.text }) where !rows.contains(id) {
      guard let tracker = trackers[id], tracker.lastEventAt < listing.requestedAt, tracker.held == nil else { continue }
      goneUnheard(id, asked: listing.requestedAt)
    }
  }

  /// A listing on a live stream: whatever differs is inspected, and some more, so that none is left out for long.
  private mutating func compare(_ listing: Listing) {
    var agrees = true
    var rows = Set<ContainerID>(minimumCapacity: listing.rows.count)
    for row in listing.rows {
      rows.insert(row.id)
      guard !ignored.contains(row.id) else { continue }
      guard let tracker = trackers[row.id] else {
        if reconsidered.contains(row.id) {
          chronicle.inspect(row.id, urgently: false)
          continue
        }
        agrees = false
        noticeStranger(row)
        continue
      }
      guard tracker.held == nil else { continue }
      if tracker.differs(from: row) {
        agrees = false
        chronicle.inspect(row.id, urgently: false)
      } else if tracker.state == .created || tracker.identity == nil || tracker.selectedAs == nil {
        // A first start that fails says nothing; one taken on by its event alone, or under earlier settings, is still to be asked for.
        chronicle.inspect(row.id, urgently: false)
      }
    }
    for (id, tracker) in zip(trackers.keys, trackers.values) where !rows.contains(id) {
      guard tracker.held == nil, tracker.lastEventAt < listing.requestedAt else { continue }
      agrees = false
      chronicle.inspect(id, urgently: false)
    }
    strangers = strangers.filter { rows.contains($0.key) }
    reconsidered.formIntersection(rows)
    if agrees { chronicle.confirm(upTo: chronicle.now.advanced(by: -max(0, chronicle.uptime.since(listing.requestedAt)))) }
    inspectSome(of: listing.rows)
  }

  private mutating func noticeStranger(_ row: Listing.Row) {
    guard let since = strangers[row.id] else {
      strangers[row.id] = chronicle.uptime
      return
    }
    if chronicle.uptime.since(since) >= 10 * FleetSettings.second {
      chronicle.effects.abandonStream = "\(row.name) exists, and the stream never announced it"
    }
  }

  /// As many as it takes for each to have its turn every ten minutes.
  private mutating func inspectSome(of rows: [Listing.Row]) {
    guard !rows.isEmpty else { return }
    let rounds = max(1, Self.longestSilence / max(settings.reconcileInterval, 1))
    let number = min(rows.count, (rows.count - 1) / Int(rounds) + 1)
    for offset in 0..<number {
      let id = rows[(roundPosition + offset) % rows.count].id
      guard let tracker = trackers[id], chronicle.uptime.since(tracker.lastInspectedAt) > Self.longestSilence / 2 else { continue }
      chronicle.inspect(id, urgently: false)
    }
    roundPosition = (roundPosition + number) % rows.count
  }

  // MARK: Inspects

  mutating func answered(_ answer: InspectAnswer) {
    switch answer.result {
    case .found(let inspection): found(inspection, requestedAt: answer.requestedAt)
    case .missing: missing(answer)
    case .unanswered, .failed:
      guard let pending = trackers[answer.id]?.pending, answer.requestedAt > pending.askedSince else { break }
      change(answer.id) { $0.pendingAnswered(answer.result, &$1) }
    }
    guard fullListing?.outstanding?.contains(answer.id) == true, isSettled(answer) else { return }
    fullListing?.outstanding?.remove(answer.id)
  }

  private mutating func found(_ inspection: Inspection, requestedAt: Uptime) {
    let id = inspection.id
    guard let tracker = trackers[id] else {
      if reconsidered.contains(id) { return reconsider(inspection, requestedAt: requestedAt) }
      // An answer may have been on its way when the container went.
      if fullListing?.outstanding?.contains(id) == true, !departed.contains(id) { meet(inspection, requestedAt: requestedAt) }
      return
    }
    if tracker.held != nil { return identify(id, as: inspection, requestedAt: requestedAt) }
    guard isStillWatched(tracker, inspection), maySpeak(of: tracker) else { return }
    if inspection.name != tracker.name, requestedAt > tracker.lastEventAt, !inspection.name.text.isEmpty {
      if tracker.mayInfer || tracker.namesHidden {
        rename(id, to: inspection.name, at: chronicle.now, inferred: !tracker.namesHidden)
      } else {
        return change(id) { $0.suspect("it is named \(inspection.name)", &$1) }
      }
    }
    change(id) { $0.inspected(inspection, requestedAt: requestedAt, &$1) }
    if tracker.identity == nil { settleIdentity(id) }
  }

  /// Nothing is concluded from an answer that comes while the line is lost: the ring of the next connect tells more.
  private func maySpeak(of tracker: ContainerTracker) -> Bool { isConnected || tracker.pending != nil }

  /// A container that was taken on by its event alone, or has another name now, or was chosen under other settings, may turn out to be none
  /// that is watched.
  private mutating func isStillWatched(_ tracker: ContainerTracker, _ inspection: Inspection) -> Bool {
    guard tracker.identity == nil || inspection.name != tracker.selectedAs else { return true }
    if settings.selection.contains(name: inspection.name.text, image: inspection.image, labels: inspection.labels) {
      change(tracker.id) { tracker, _ in tracker.selectedAs = inspection.name }
      return true
    }
    drop(tracker.id)
    ignored.insert(tracker.id)
    if !tracker.isTemporary { release(tracker.name, by: tracker.id, hidden: tracker.selectedAs == nil) }
    return false
  }

  private mutating func missing(_ answer: InspectAnswer) {
    reconsidered.remove(answer.id)
    guard let tracker = trackers[answer.id] else { return }
    if tracker.held != nil { return identify(answer.id, as: nil) }
    guard maySpeak(of: tracker) else { return }
    if tracker.mayInfer, fullListing != nil, answer.requestedAt > tracker.lastEventAt {
      return goneUnheard(answer.id, asked: answer.requestedAt)
    }
    if tracker.pending != nil {
      change(answer.id) { $0.pendingAnswered(.missing, &$1) }
    } else if answer.requestedAt > tracker.lastEventAt {
      change(answer.id) { $0.suspect("it is gone", &$1) }
    }
  }

  /// It is no longer there, and nothing was heard of its end. If it went after the connect the stream is about to tell how.
  private mutating func goneUnheard(_ id: ContainerID, asked: Uptime) {
    guard let connectedAt = fullListing?.connectedAt, asked.since(connectedAt) < FleetSettings.second else {
      return remove(id, at: latestEnd(of: id), inferred: true)
    }
    fullListing?.outstanding?.insert(id)
    change(id) { $0.lookAgain($1) }
  }

  /// Until when it can have been there: if another has its name, until that one began, though not before it was last known to be there itself.
  private func latestEnd(of id: ContainerID) -> Timestamp {
    let now = chronicle.now
    guard let tracker = trackers[id], let bearer = chronicle.records[tracker.name]?.current, bearer != id,
      let successor = trackers[bearer], let since = successor.run?.startedAt ?? successor.stateSince
    else { return now }
    let lastKnown = [chronicle.confirmedUpTo, tracker.stateSince].compactMap { $0 }.max()
    return min(now, max(since, lastKnown ?? since))
  }

  // MARK: The full listing

  /// Whether the answer leaves nothing to be asked about that container for the picture to be whole.
  private func isSettled(_ answer: InspectAnswer) -> Bool {
    guard answer.requestedAt >= fullListing?.connectedAt ?? answer.requestedAt else { return false }
    switch answer.result {
    case .unanswered, .failed: return false
    case .missing: return trackers[answer.id]?.lookAgainAt == nil
    case .found:
      guard let tracker = trackers[answer.id] else { return true }
      return !tracker.mayInfer || tracker.pending?.hasAnswer == true
    }
  }

  mutating func completeIfWhole() {
    if fullListing?.outstanding?.isEmpty == true { completeFullListing() }
  }

  /// Something of the full listing has not been answered: once more.
  mutating func askAgain() {
    guard let full = fullListing else { return }
    fullListing?.askAgainAt = chronicle.uptime.advanced(by: 5 * FleetSettings.second)
    guard let outstanding = full.outstanding else {
      chronicle.effects.wantsListing = true
      return
    }
    for id in outstanding.sorted(by: { $0.text < $1.text }) { chronicle.inspect(id, urgently: false) }
  }
}

extension ContainerTracker {
  /// Whether a row of a list says something else than what is known.
  func differs(from row: Listing.Row) -> Bool {
    guard pending == nil else { return false }
    if row.name != name { return true }
    if let listed = row.state, listed != state { return true }
    guard let listed = row.health, state == .running, health.check != nil, health.shown != .unknown else { return false }
    return listed.countedIndex != nil && listed != health.shown
  }
}
