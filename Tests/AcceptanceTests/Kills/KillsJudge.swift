// Compares what was told with what the script did. It knows nothing of how dogwatch works.

import Foundation

/// Everything that must hold after the last kill.
struct KillsJudge {
  let diary: KillsDiary
  /// The engine's own events.
  let events: [JSONValue]
  let rows: [TransitionRow]
  let page: MetricsPage
  let requests: [String: [AlertReceiver.Request]]
  private(set) var complaints: [String]
  private(set) var figures = Figures()

  struct Figures {
    var notifications = 0
    var repeats = 0
    var alerts = 0
    var exits = 0
  }

  init(diary: KillsDiary, events: [JSONValue], rows: [TransitionRow], page: MetricsPage, requests: [String: [AlertReceiver.Request]]) {
    (self.diary, self.events, self.rows, self.page, self.requests) = (diary, events, rows, page, requests)
    complaints = diary.complaints
    judgeHistory()
    for (webhook, requests) in requests.sorted(by: { $0.key < $1.key }) { judgeRequests(requests, at: webhook) }
  }

  private mutating func complain(_ text: String) { complaints.append(text) }

  // MARK: History

  /// Each transition once, with the verdict that is right.
  private mutating func judgeHistory() {
    if rows.map(\.sequence) != Array(1...max(rows.count, 1)) { complain("sequence: \(rows.map(\.sequence))") }
    let own = Dictionary(grouping: rows, by: { $0.json["id"].string ?? "" })
    let told = Dictionary(grouping: events, by: { $0["Actor"]["ID"].string ?? "" })
    for (id, events) in told.sorted(by: { $0.key < $1.key }) {
      let rows = own[id] ?? []
      let name = "\(events[0]["Actor"]["Attributes"]["name"].string ?? "?") \(id.prefix(12))"
      func count(_ action: String) -> Int { events.count { $0["Action"].string == action } }
      func told(_ kind: String) -> Int { rows.count { $0.kind == kind } }
      for (action, kind) in [("create", "created"), ("destroy", "removed"), ("die", "exit"), ("start", "start")]
      where count(action) != told(kind) {
        complain("\(name): \(count(action)) × \(action), \(told(kind)) × \(kind)\n\(Self.story(events, rows))")
      }
      let wanted = diary.outcomes[id] ?? []
      let outcomes = rows.filter { $0.kind == "exit" }.compactMap(\.outcome)
      figures.exits += outcomes.count
      // Of one that came and went while nobody looked inspect could tell nothing: what its policy was nobody knows.
      let end = count("destroy") == 0 ? .infinity : events.map(Self.moment).max() ?? 0
      let wasLookedAt = diary.wasLookedAt(from: Self.moment(events[0]), to: end)
      let isRight = outcomes.count == wanted.count && zip(outcomes, wanted).allSatisfy { $0 == $1 || $0 == "unknown" && !wasLookedAt }
      if !isRight { complain("\(name): exits \(outcomes), not \(wanted)\n\(Self.story(events, rows))") }
      let failedStarts = told("start-failed")
      if failedStarts > (diary.unstartable.contains(id) ? 1 : 0) { complain("\(name): \(failedStarts) failed starts") }
    }
    for id in own.keys where !id.isEmpty && told[id] == nil { complain("nobody is \(id)") }
    judgeCounters()
  }

  /// What is counted under a name is what is told of it.
  private mutating func judgeCounters() {
    for (name, rows) in Dictionary(grouping: rows, by: { $0.name ?? "" }) where !name.isEmpty {
      for (metric, kind) in [
        ("docker_container_exits_total", "exit"), ("docker_container_starts_total", "start"),
        ("docker_container_start_failures_total", "start-failed"),
      ] {
        let counted = Int(page.all(metric, ["name": name]).reduce(0) { $0 + $1.value })
        let told = rows.count { $0.kind == kind }
        if counted != told { complain("\(name): \(metric) is \(counted), \(told) are told") }
      }
    }
  }

  private static func story(_ events: [JSONValue], _ rows: [TransitionRow]) -> String {
    let happened = events.map { "  \(text($0)) \($0["Action"].string ?? "?")" }
    let told = rows.map { "  \(ChaosJudge.moment($0.time).map(ChaosJudge.text) ?? "?") \($0.sequence) \($0.gist) \($0.evidence)" }
    return (["happened:"] + happened + ["told:"] + told).joined(separator: "\n")
  }

  private static func moment(_ event: JSONValue) -> Moment { (event["timeNano"].number ?? 0) / 1e9 }
  private static func text(_ event: JSONValue) -> String { ChaosJudge.text(moment(event)) }

  // MARK: Notifications

  private mutating func judgeRequests(_ requests: [AlertReceiver.Request], at webhook: String) {
    var bodies: [String: [UInt8]] = [:]
    /// By group: the id that came last.
    var current: [String: String] = [:]
    /// By fingerprint: what was said last.
    var words: [String: Hearing.Word] = [:]
    /// By episode: the starts that were told of it.
    var starts: [Int: Set<String>] = [:]
    for request in requests {
      let id = request.headers["webhook-id"] ?? "none"
      let json = request.json
      let group = json["groupKey"].string ?? "?"
      if let body = bodies[id] {
        figures.repeats += 1
        if body != request.body { complain("\(webhook): \(id) has another body than before:\n\(text(body))\n\(text(request.body))") }
        if current[group] != id { complain("\(webhook): \(id) of \(group) came again after a later one") }
        continue
      }
      figures.notifications += 1
      bodies[id] = request.body
      current[group] = id
      var hasNews = false
      for alert in json["alerts"].array { hasNews = judge(alert, &words, &starts, at: webhook) || hasNews }
      if !hasNews { complain("\(webhook): \(id) tells nothing new: \(json["alerts"])") }
    }
    for (index, starts) in starts where starts.count > 1 {
      complain("\(webhook): \(diary.episodes[index]) was told as new \(starts.count) times: \(starts.sorted())")
    }
    for episode in diary.episodes {
      let last = words.values.filter { $0.status == "firing" && $0.key == episode.key }
      if !last.isEmpty { complain("\(webhook): \(episode.key) is over, and its end was not told") }
    }
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// One alert of a new notification; whether it is news.
  private mutating func judge(
    _ alert: JSONValue, _ words: inout [String: Hearing.Word], _ starts: inout [Int: Set<String>], at webhook: String
  ) -> Bool {
    let key = "\(alert["labels"]["alertname"].string ?? "?") \(alert["labels"]["name"].string ?? "")"
    guard let fingerprint = alert["fingerprint"].string, let status = alert["status"].string, let startsAt = alert["startsAt"].string,
      let start = ChaosJudge.moment(startsAt)
    else {
      complain("\(webhook): half an alert: \(alert)")
      return true
    }
    let before = words[fingerprint]
    words[fingerprint] = Hearing.Word(key: key, status: status, startsAt: start)
    if let before, start < before.startsAt { complain("\(webhook): \(key) went back in time: \(alert)") }
    if status == "firing" {
      if let before, before.status == "resolved", before.startsAt == start {
        complain("\(webhook): \(key) fires again after its end: \(alert)")
      }
      let isNews = before.map { $0.status != status || $0.startsAt != start } ?? true
      if isNews { figures.alerts += 1 }
      let own = diary.episodes.indices.filter { index in
        let episode = diary.episodes[index]
        return episode.key == key && start > episode.began - 0.5 && start < (episode.ended ?? .infinity) + 0.5
      }
      if own.isEmpty { complain("\(webhook): \(key) fires without a cause: \(alert)") }
      if own.count == 1, let only = own.first { starts[only, default: []].insert(startsAt) }
      return isNews
    }
    // It may have ended and begun again before anybody was told: then it is the same to whoever knows it as firing.
    if before?.status != "firing" {
      complain("\(webhook): \(key) ends, and \(before == nil ? "nobody knew of it" : "was last \(before!)"): \(alert)")
    }
    return true
  }
}
