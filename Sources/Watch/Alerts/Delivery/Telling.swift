// What one webhook knows of one group: by it repeats are told from news, and resolutions find those who heard of the firing.

/// The state of a webhook and a group. What is on its way counts as known, so that nothing is queued twice; `told` holds what has arrived.
struct Telling: Sendable, Hashable {
  /// Firing in the last notification made, unless its delivery failed.
  var firing: Set<Fingerprint> = []
  /// Delivered as firing, and not yet as resolved.
  var told: Set<Fingerprint> = []
  /// Resolutions on their way.
  var resolving: Set<Fingerprint> = []
  /// No longer listed, though an earlier notification that lists them as firing may still be on its way.
  var uncertain: Set<Fingerprint> = []
  /// When the last notification was made.
  var lastAt: Uptime
  /// Its number: when it has left the queue, nothing is on its way any more.
  var lastNumber: Int64 = 0

  var isEmpty: Bool { firing.isEmpty && told.isEmpty && resolving.isEmpty && uncertain.isEmpty }

  /// Whether a resolution of the alert is, or may become, this webhook's to hear.
  func awaits(_ fingerprint: Fingerprint) -> Bool {
    firing.contains(fingerprint) || told.contains(fingerprint) || resolving.contains(fingerprint) || uncertain.contains(fingerprint)
  }
}

/// A notification before it has a number.
struct Message: Sendable {
  var listed: [Alert]
  var resolved: [Alert]
}

extension Telling {
  /// What is to be said now, if anything (Alertmanager notify.go: `DedupStage.needsUpdate`): `listed` are the firing alerts the webhook is to know
  /// of, `members` all of the group.
  func message(listed: [Alert], members: [Alert], repeatsAt: Uptime?, now: Uptime) -> Message? {
    let firing = Set(members.lazy.filter(\.isFiring).map(\.fingerprint))
    let resolved = members.filter {
      !$0.isFiring && !firing.contains($0.fingerprint) && !resolving.contains($0.fingerprint)
        && (self.firing.contains($0.fingerprint) || told.contains($0.fingerprint))
    }
    let hasNews = listed.contains { !knows($0.fingerprint) } || !resolved.isEmpty
    let isDue = repeatsAt.map { $0 <= now } ?? false
    guard hasNews || isDue, !listed.isEmpty || !resolved.isEmpty else { return nil }
    return Message(listed: listed, resolved: resolved)
  }

  /// Whether the webhook knows, or is about to hear, that the alert fires.
  private func knows(_ fingerprint: Fingerprint) -> Bool {
    firing.contains(fingerprint) || told.contains(fingerprint) && !resolving.contains(fingerprint)
  }

  /// What was told, and began again before its end was to be said, is known as firing; it is repeated like any other.
  mutating func recognise(_ listed: [Alert]) {
    let known = listed.map(\.fingerprint).filter { told.contains($0) && !resolving.contains($0) }
    firing.formUnion(known)
  }

  /// The message has been queued, and may take the place of one that waits. What is held back, but was told, stays known.
  mutating func queued(_ message: Message, number: Int64, members: [Alert], at now: Uptime) {
    let listed = Set(message.listed.map(\.fingerprint))
    let firingNow = Set(members.lazy.filter(\.isFiring).map(\.fingerprint))
    let known = listed.union(firing.intersection(told).intersection(firingNow))
    uncertain = uncertain.union(firing).subtracting(known)
    firing = known
    resolving.formUnion(message.resolved.map(\.fingerprint))
    resolving.subtract(listed)
    lastAt = now
    lastNumber = number
  }

  /// Resolutions are not for this webhook: what has resolved is known no longer.
  mutating func forget(_ fingerprints: some Sequence<Fingerprint>) {
    for fingerprint in fingerprints {
      firing.remove(fingerprint)
      told.remove(fingerprint)
      resolving.remove(fingerprint)
      uncertain.remove(fingerprint)
    }
  }
}
