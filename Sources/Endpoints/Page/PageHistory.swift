// The transitions of the last day, kept parsed for the page.

import JSON
import Watch

/// Asks the history for what is new since the last page; holds at most `TransitionQuery.maximumLimit` transitions, and what went before them.
actor PageHistory {
  private let source: any TransitionSource
  private var transitions: [Transition] = []
  /// Of each container the last one before the day that says how it stood from then on.
  private var earlier: [ContainerName: Transition] = [:]
  private var next: Int64?
  /// The time of the last one that had to be left out, as there were too many in a day: up to then nothing can be said.
  private var cutUpTo: Timestamp?

  /// What a page shows.
  struct Day: Sendable {
    /// By rising sequence; the first may be of before the day.
    var byName: [ContainerName: [Transition]] = [:]
    var gaps: [Gap] = []
    /// Before then nothing can be said.
    var knownSince: Timestamp
  }

  init(_ source: any TransitionSource) {
    self.source = source
  }

  /// The day up to now, of what has been watched since then.
  func day(_ now: Timestamp, watchedSince: Timestamp?) async -> Day {
    if let next {
      let news = await source.rows(TransitionQuery(after: next, limit: TransitionQuery.maximumLimit))
      // Two pages may have asked at once: what one has added the other leaves.
      if self.next == next { add(news) }
    }
    if next == nil {
      let newest = await source.rows(TransitionQuery(limit: TransitionQuery.maximumLimit))
      if next == nil { begin(with: newest) }
    }
    forget(before: now.advanced(by: -DayStrip.length))
    return sorted(watchedSince: watchedSince ?? now)
  }

  private func add(_ news: TransitionRows) {
    guard news.rows.count < TransitionQuery.maximumLimit else {
      // There may be more of them: the newest of all serve.
      next = nil
      return
    }
    transitions += Self.parse(news.rows)
    next = news.next
  }

  private func begin(with newest: TransitionRows) {
    transitions = Self.parse(newest.rows)
    earlier.removeAll()
    // What was before them is not known.
    cutUpTo = newest.rows.count == TransitionQuery.maximumLimit ? transitions.first?.time : nil
    next = newest.next
  }

  /// What is before the day, or too much, goes; of each container the last of it is kept.
  private func forget(before start: Timestamp) {
    let excess = transitions.count - TransitionQuery.maximumLimit
    if excess > 0 { cutUpTo = transitions[excess - 1].time }
    guard excess > 0 || transitions.contains(where: { !$0.reaches(start) }) else { return }
    var kept: [Transition] = []
    for (index, transition) in transitions.enumerated() {
      if index >= excess, transition.reaches(start) {
        kept.append(transition)
      } else if let name = transition.name {
        note(transition, of: name)
      }
    }
    transitions = kept
  }

  private func note(_ transition: Transition, of name: ContainerName) {
    switch transition.kind {
    case .removed: earlier[name] = nil
    case _ where DayStrip.changes(transition.kind): earlier[name] = transition
    default: break
    }
  }

  private func sorted(watchedSince: Timestamp) -> Day {
    var day = Day(byName: earlier.mapValues { [$0] }, knownSince: max(watchedSince, cutUpTo ?? watchedSince))
    for transition in transitions {
      if case .gap(let gap) = transition.kind { day.gaps.append(gap) }
      if let name = transition.name { day.byName[name, default: []].append(transition) }
    }
    return day
  }

  /// Rows of our own making; one that cannot be read is left out.
  static func parse(_ rows: [[UInt8]]) -> [Transition] {
    rows.compactMap { row in try? JSONReader.read(row) { reader throws(JSONError) in try TransitionJSON.read(&reader) } }
  }
}

extension Transition {
  /// Whether it tells of what was since then.
  fileprivate func reaches(_ start: Timestamp) -> Bool {
    if case .gap(let gap) = kind { return gap.end > start }
    return time >= start
  }
}
