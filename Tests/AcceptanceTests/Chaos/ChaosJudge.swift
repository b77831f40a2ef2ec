// Compares what dogwatch says with what is known from elsewhere. Shares no code with it.

import Foundation

/// All that is known at one moment.
struct ChaosEvidence: Sendable {
  var truths: [String: ChaosTruth]
  var diary: ChaosDiary
  /// What dogwatch tells.
  var rows: [TransitionRow]
  var page: MetricsPage
  /// What its receivers got, by webhook.
  var received: [String: [AlertReceiver.Request]]
  var now: Moment
}

/// What is wrong, and the figures.
struct ChaosJudge: Sendable {
  struct Figures: Sendable {
    var transitions = 0
    var inferred = 0
    var unknown = 0
    var wrongVerdicts = 0
    var inferredOtherwise = 0
    var notTold = 0
    var alertsTold = 0
    var alertsLost = 0
    var toldTwice = 0
    var toldWrongly = 0
    var cutSeconds = 0.0
    var gapSeconds = 0.0
  }

  let evidence: ChaosEvidence
  private(set) var complaints: [String] = []
  private(set) var figures = Figures()

  init(_ evidence: ChaosEvidence) {
    self.evidence = evidence
    figures.transitions = evidence.rows.count
    figures.inferred = evidence.rows.count(where: \.isInferred)
    judgeOrder()
    judgeGaps()
    for name in evidence.truths.keys.sorted() {
      guard let truth = evidence.truths[name] else { continue }
      judgeState(truth)
      judgeExits(truth)
      judgeStarts(truth)
      judgeCounters(truth)
      judgeAlerts(truth)
    }
    for (webhook, requests) in evidence.received.sorted(by: { $0.key < $1.key }) { judgeTellings(webhook, requests) }
    judgeRest()
  }

  mutating func complain(_ what: String) { complaints.append(what) }

  // MARK: The whole

  private mutating func judgeRest() {
    let page = evidence.page
    if page["dogwatch_engine_up"] != 1 { complain("the engine is there, and dogwatch_engine_up is not 1") }
    if page["dogwatch_store_healthy"] != 1 { complain("the disk is free, and dogwatch_store_healthy is not 1") }
    for sample in page.all("dogwatch_webhook_queue_length") where sample.value > 0 { complain("\(sample.labels) waits: \(sample.value)") }
    for result in ["rejected", "expired", "dropped"] {
      for sample in page.all("dogwatch_webhook_notifications_total", ["result": result]) where sample.value > 0 {
        complain("\(sample.value) notifications \(result)")
      }
    }
  }

  private mutating func judgeOrder() {
    let numbers = evidence.rows.map(\.sequence)
    if numbers != Array(1...max(numbers.count, 1)) { complain("the numbers of the transitions are not 1, 2, 3…: \(numbers)") }
  }

  /// Stretches that dogwatch says it has not seen.
  private var gaps: [Span] {
    evidence.rows.filter { $0.kind == "gap" }.compactMap { row in
      guard let start = row.json["gapStart"].string.flatMap(Self.moment), let end = row.json["gapEnd"].string.flatMap(Self.moment) else {
        return nil
      }
      return Span(from: start, to: end)
    }
  }

  /// What was cut must be stated.
  private mutating func judgeGaps() {
    let gaps = gaps
    figures.gapSeconds = gaps.reduce(0) { $0 + $1.length }
    for cut in evidence.diary.cuts {
      figures.cutSeconds += cut.length
      if !gaps.contains(where: { $0.from <= cut.from + 1 && $0.to >= cut.to - 0.5 }) {
        complain("\(Self.text(cut)) was cut, and no gap says so: \(gaps.map(Self.text))")
      }
    }
  }

  // MARK: One container

  private mutating func judgeState(_ truth: ChaosTruth) {
    let (name, page) = (truth.role.name, evidence.page)
    let status = truth.found?["State"]["Status"].string
    if page.state(of: name) != status { complain("\(name) is \(status ?? "gone"), told as \(page.state(of: name) ?? "gone")") }
    guard let status else { return }
    let health = truth.role.spec.probe == nil ? "none" : status == "running" ? truth.found?["State"]["Health"]["Status"].string : "unknown"
    if page.health(of: name) != health { complain("\(name) is \(health ?? "?"), told as \(page.health(of: name) ?? "?")") }
  }

  /// The life that an exit ended. One that nobody saw may have the time of the start that followed.
  private func life(endedBy row: TransitionRow, at moment: Moment, in truth: ChaosTruth) -> Int? {
    if row.isInferred {
      let following = evidence.rows.first { $0.name == row.name && $0.kind == "start" && $0.sequence > row.sequence }
      if let start = following.flatMap({ Self.moment($0.time) }), abs(start - moment) < 0.2, let index = life(begunAt: start, in: truth),
        index > 0
      {
        return index - 1
      }
      // That a container is gone may be found out after its successor was.
      if let id = row.json["id"].string, id != truth.found?["Id"].string,
        let start = evidence.rows.last(where: { $0.kind == "start" && $0.json["id"].string == id && $0.sequence < row.sequence }),
        let began = Self.moment(start.time)
      {
        return life(begunAt: began, in: truth)
      }
    }
    return truth.runs.lastIndex { $0.start <= moment + 0.05 }
  }

  /// The life that began about then: the event may be stamped before or after the program's own word.
  private func life(begunAt moment: Moment, in truth: ChaosTruth) -> Int? {
    truth.runs.indices.min { abs(truth.runs[$0].start - moment) < abs(truth.runs[$1].start - moment) }
  }

  private func isExcused(_ span: Span) -> Bool { gaps.contains { $0.widened(1, 1).overlaps(span) } }

  private mutating func judgeExits(_ truth: ChaosTruth) {
    let name = truth.role.name
    var told: [Int: [TransitionRow]] = [:]
    for row in evidence.rows where row.name == name && row.kind == "exit" {
      guard let at = Self.moment(row.time), let index = life(endedBy: row, at: at, in: truth) else {
        complain("\(name): an exit before its first start: \(row)")
        continue
      }
      told[index, default: []].append(row)
    }
    for (index, rows) in told.sorted(by: { $0.key < $1.key }) {
      if rows.count > 1 { complain("\(name): one end told \(rows.count) times: \(rows)") }
      for row in rows { judge(row, of: truth, index) }
    }
    for index in 0..<max(truth.endCount, 0) where told[index] == nil && !isExcused(truth.endSpan(index)) {
      figures.notTold += 1
      complain("\(name): the end of life \(index + 1) at \(Self.text(truth.endSpan(index))) was not told, and no gap says so")
    }
    if truth.isUp, let rows = told[truth.runs.count - 1] { complain("\(name): told to have ended, and lives: \(rows)") }
  }

  private mutating func judge(_ row: TransitionRow, of truth: ChaosTruth, _ index: Int) {
    let right = truth.outcomes(index)
    let outcome = row.outcome ?? "none"
    if outcome == "unknown" { figures.unknown += 1 }
    guard !right.contains(outcome), outcome != "unknown" else { return }
    if row.isInferred {
      figures.inferredOtherwise += 1
    } else {
      figures.wrongVerdicts += 1
      complain("\(truth.role.name): life \(index + 1) is told as \(outcome), right is \(right.sorted()): \(row)")
    }
  }

  private mutating func judgeStarts(_ truth: ChaosTruth) {
    for row in evidence.rows where row.name == truth.role.name && row.kind == "start" && !row.isInferred {
      guard let at = Self.moment(row.time) else { continue }
      guard let index = life(begunAt: at, in: truth) else {
        complain("\(truth.role.name): a start of which the program knows nothing: \(row)")
        continue
      }
      let right = truth.startReasons(index)
      if let reason = row.reason, reason != "unknown", !right.contains(reason) {
        figures.wrongVerdicts += 1
        complain("\(truth.role.name): start \(index + 1) is told as \(reason), right is \(right.sorted()): \(row)")
      }
    }
  }

  private mutating func judgeCounters(_ truth: ChaosTruth) {
    let (name, page) = (truth.role.name, evidence.page)
    func sum(_ metric: String) -> Int { Int(page.all(metric, ["name": name]).reduce(0) { $0 + $1.value }) }
    let rows = evidence.rows.filter { $0.name == name }
    for (what, metric, lives) in [
      ("exits", "docker_container_exits_total", truth.endCount), ("starts", "docker_container_starts_total", truth.runs.count),
    ] {
      let counted = sum(metric)
      let toldRows = rows.count { $0.kind == (what == "exits" ? "exit" : "start") }
      if counted < toldRows { complain("\(name): \(counted) \(what) counted, \(toldRows) told") }
      if counted > lives { complain("\(name): \(counted) \(what) counted, there were \(lives)") }
      let excused = truth.runs.indices.count { index in
        isExcused(what == "exits" ? truth.endSpan(index) : Span(from: truth.runs[index].start - 1, to: truth.runs[index].start))
      }
      if lives - counted > excused { complain("\(name): \(counted) \(what) counted, there were \(lives), \(excused) of them in gaps") }
    }
    for outcome in ContainerCounters.outcomes where outcome != "restarted" {
      let counted = Int(page["docker_container_exits_total", ["name": name, "outcome": outcome]] ?? 0)
      let told = rows.count { $0.kind == "exit" && $0.outcome == outcome }
      if counted != told { complain("\(name): \(counted) exits \(outcome) counted, \(told) told") }
    }
  }

  // MARK: Words

  static func moment(_ text: String) -> Moment? {
    guard let dot = text.firstIndex(of: "."), let whole = formatter.date(from: String(text[..<dot]) + "Z") else {
      return formatter.date(from: text)?.timeIntervalSince1970
    }
    return whole.timeIntervalSince1970 + (Double("0" + text[dot...].dropLast()) ?? 0)
  }

  nonisolated(unsafe) private static let formatter = ISO8601DateFormatter()  // Never changed, and safe to read from several threads.

  static func text(_ moment: Moment) -> String { String(format: "%.2f", moment.truncatingRemainder(dividingBy: 100_000)) }
  static func text(_ span: Span) -> String { "\(text(span.from))–\(text(span.to))" }
}

extension ChaosJudge {
  // MARK: Alerts

  /// What was told last of an alert at a webhook: its status.
  private func lastWord(_ alertname: String, _ name: String, at webhook: String) -> String? {
    for request in (evidence.received[webhook] ?? []).reversed() where request.status == 200 {
      for alert in request.json["alerts"].array
      where alert["labels"]["alertname"].string == alertname && alert["labels"]["name"].string == name { return alert["status"].string }
    }
    return nil
  }

  /// What must be told of how it is now.
  private mutating func judgeAlerts(_ truth: ChaosTruth) {
    let name = truth.role.name
    var wanted: [String: Bool] = [:]
    if truth.isUp {
      for alertname in [
        "ContainerExited", "ContainerRestartsExhausted", "ContainerRestartFailed", "ContainerStartFailed", "ContainerNotRestored",
      ] {
        wanted[alertname] = false
      }
      switch truth.found?["State"]["Health"]["Status"].string {
      case "unhealthy" where truth.found?["State"]["Status"].string == "running": wanted["ContainerUnhealthy"] = true
      case "healthy": wanted["ContainerUnhealthy"] = false
      default: break
      }
    } else if truth.found?["State"]["Status"].string == "exited", truth.endCount > 0, truth.endCount == truth.runs.count {
      let right = truth.outcomes(truth.runs.count - 1)
      let alerts = ["failed": "ContainerExited", "exhausted": "ContainerRestartsExhausted", "restart-cancelled": "ContainerRestartFailed"]
      // One that is said not to be known may wake somebody.
      let isUnknown = evidence.rows.last { $0.name == name && $0.kind == "exit" }?.outcome == "unknown"
      if right.count == 1, let only = right.first, !isUnknown {
        for (outcome, alertname) in alerts { wanted[alertname] = outcome == only }
      }
    }
    for webhook in evidence.received.keys.sorted() {
      for (alertname, isWanted) in wanted.sorted(by: { $0.key < $1.key }) {
        let word = lastWord(alertname, name, at: webhook)
        if (word == "firing") != isWanted {
          if isWanted { figures.alertsLost += 1 }
          complain("\(name): \(alertname) \(isWanted ? "must fire" : "must not fire"), last told to \(webhook): \(word ?? "never")")
        }
      }
    }
  }

  /// In order, nothing again as new, nothing that has no cause.
  private mutating func judgeTellings(_ webhook: String, _ requests: [AlertReceiver.Request]) {
    /// By fingerprint: the start of the last told, and its status.
    var last: [String: (startsAt: Moment, status: String)] = [:]
    var ids: Set<String> = []
    for request in requests where request.status == 200 {
      let isRetry = !ids.insert(request.headers["webhook-id"] ?? "none").inserted
      var tellsNews = false
      for alert in request.json["alerts"].array {
        guard let fingerprint = alert["fingerprint"].string, let status = alert["status"].string,
          let startsAt = alert["startsAt"].string.flatMap(Self.moment)
        else {
          complain("\(webhook): an alert without fingerprint, status or start: \(alert)")
          continue
        }
        let before = last[fingerprint]
        let labels = "\(alert["labels"]["alertname"].string ?? "?") \(alert["labels"]["name"].string ?? "")"
        if !isRetry {
          if let before, before.startsAt > startsAt + 0.001 { complain("\(webhook): \(labels) went back in time: \(alert)") }
          if let before, abs(before.startsAt - startsAt) < 0.001, before.status == "resolved", status == "firing" {
            figures.toldTwice += 1
            complain("\(webhook): \(labels) fires again after its end: \(alert)")
          }
          if before == nil, status == "resolved" { complain("\(webhook): \(labels) ends, and its beginning was never told: \(alert)") }
        }
        if before == nil || before?.status != status || abs((before?.startsAt ?? 0) - startsAt) >= 0.001 {
          tellsNews = true
          if status == "firing", !isRetry {
            figures.alertsTold += 1
            judgeCause(of: alert, startsAt, labels, webhook)
          }
        }
        if !isRetry { last[fingerprint] = (startsAt, status) }
      }
      if !tellsNews, !isRetry {
        figures.toldTwice += 1
        complain("\(webhook): a notification that tells nothing new: \(request.json["alerts"])")
      }
    }
  }

  /// Whether there is a reason to wake somebody.
  private mutating func judgeCause(of alert: JSONValue, _ startsAt: Moment, _ labels: String, _ webhook: String) {
    let name = alert["labels"]["name"].string ?? ""
    let isRight: Bool
    switch alert["labels"]["alertname"].string {
    case "ContainerExited": isRight = mayEnd(name, startsAt, as: ["failed"])
    case "ContainerRestartsExhausted": isRight = mayEnd(name, startsAt, as: ["exhausted"])
    case "ContainerRestartFailed": isRight = mayEnd(name, startsAt, as: ["restart-failed", "restart-cancelled"])
    case "ContainerOOMKilled": isRight = evidence.truths[name]?.role.spec.memory ?? 0 > 0
    case "ContainerUnhealthy": isRight = evidence.diary.sickened[name]?.contains { $0 < startsAt + 1 } ?? false
    case "ContainerNotRestored": isRight = evidence.diary.absences.contains { $0.boot < startsAt + 1 }
    case "DogwatchStoreFailing": isRight = evidence.diary.fullDisk.contains { $0.widened(1, 10).contains(startsAt) }
    default: isRight = false
    }
    if !isRight {
      figures.toldWrongly += 1
      complain("\(webhook): \(labels) fires without a cause: \(alert)")
    }
  }

  /// Whether the life that ended when an alert began may be judged so, or dogwatch says that it does not know.
  private func mayEnd(_ name: String, _ startsAt: Moment, as outcomes: Set<String>) -> Bool {
    guard let truth = evidence.truths[name] else { return false }
    let near = truth.runs.indices.filter { index in
      index < truth.endCount && truth.endSpan(index).widened(2, 30).contains(startsAt)
    }
    if near.contains(where: { !truth.outcomes($0).isDisjoint(with: outcomes) }) { return true }
    return evidence.rows.contains { row in
      row.name == name && row.kind == "exit" && (row.outcome == "unknown" || row.isInferred)
        && abs((Self.moment(row.time) ?? 0) - startsAt) < 30
    }
  }
}
