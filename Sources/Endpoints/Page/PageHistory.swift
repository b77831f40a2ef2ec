// The transitions of the last day, kept parsed for the page.

import JSON
import Watch

/// Asks the history for what is new since the last page; holds at most `TransitionQuery.maximumLimit` transitions.
actor PageHistory {
  private let source: any TransitionSource
  private let opened: Timestamp
  private var transitions: [Transition] = []
  private var next: Int64?
  /// When the oldest transition that the history has was seen.
  private var oldest: Timestamp?
  /// Set when older ones of the day had to be left out: before the oldest left nothing can be said.
  private var isCut = false

  /// What a page shows.
  struct Day: Sendable {
    var byName: [ContainerName: [Transition]] = [:]
    var gaps: [Gap] = []
    var knownSince: Timestamp
  }

  init(_ source: any TransitionSource, opened: Timestamp) {
    self.source = source
    self.opened = opened
  }

  /// The day up to now.
  func day(_ now: Timestamp) async -> Day {
    let since = now.advanced(by: -DayStrip.length)
    if let next {
      let news = await source.rows(TransitionQuery(after: next, limit: TransitionQuery.maximumLimit))
      // Two pages may have asked at once: what one has added the other leaves.
      if self.next == next { add(news) }
    } else {
      let first = await source.rows(TransitionQuery(after: 0, limit: 1))
      let all = await source.rows(TransitionQuery(since: since, limit: TransitionQuery.maximumLimit))
      if self.next == nil {
        oldest = Self.parse(first.rows).first { !$0.isInferred }?.time
        isCut = all.rows.count == TransitionQuery.maximumLimit
        add(all)
      }
    }
    transitions.removeAll { $0.time < since && !$0.isGap(reaching: since) }
    if transitions.count > TransitionQuery.maximumLimit {
      isCut = true
      transitions.removeFirst(transitions.count - TransitionQuery.maximumLimit)
    }
    return sorted()
  }

  private func add(_ rows: TransitionRows) {
    transitions += Self.parse(rows.rows)
    next = rows.next
  }

  private func sorted() -> Day {
    var day = Day(knownSince: isCut ? transitions.first?.time ?? opened : min(oldest ?? opened, opened))
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
  fileprivate func isGap(reaching time: Timestamp) -> Bool {
    if case .gap(let gap) = kind { return gap.end > time }
    return false
  }
}
