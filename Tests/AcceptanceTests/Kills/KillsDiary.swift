// What the script did, as only the script knows it.

import Foundation

/// The truth about a run full of kills: what was wrong from when to when, and what each exit was.
struct KillsDiary: Sendable {
  /// Something wrong with a container that an alert is for.
  struct Episode: Sendable {
    var alertname: String
    var name: String
    var began: Moment
    /// Nil while it goes on.
    var ended: Moment?

    var key: String { "\(alertname) \(name)" }
  }

  private(set) var episodes: [Episode] = []
  /// By container id: what its exits are to be called, in order.
  private(set) var outcomes: [String: [String]] = [:]
  /// Containers whose first start fails, by id.
  private(set) var unstartable: Set<String> = []
  /// When dogwatch saw all containers, from the first answer that says so to its end.
  private(set) var sights: [Span] = []
  /// What went wrong on the way.
  var complaints: [String] = []

  mutating func begin(_ alertname: String, _ name: String, at moment: Moment) -> Int {
    episodes.append(Episode(alertname: alertname, name: name, began: moment))
    return episodes.count - 1
  }

  mutating func end(_ index: Int, at moment: Moment) { episodes[index].ended = moment }
  mutating func expect(_ outcome: String, of id: String) { outcomes[id, default: []].append(outcome) }
  mutating func expectFailedStart(of id: String) { unstartable.insert(id) }
  mutating func saw(from start: Moment, to end: Moment) { sights.append(Span(from: start, to: end)) }

  /// Whether dogwatch had a while to notice that the episode of this kind before had ended.
  func isParted(_ index: Int) -> Bool {
    let own = episodes[index]
    guard let end = episodes[..<index].last(where: { $0.key == own.key })?.ended else { return true }
    return wasLookedAt(from: end, to: own.began)
  }

  /// Whether dogwatch lived, and saw all, for a while between.
  func wasLookedAt(from start: Moment, to end: Moment) -> Bool {
    sights.contains { min($0.to, end) - max($0.from, start) > 1 }
  }
}
