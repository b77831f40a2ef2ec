// What the ends and starts of one container may be called, by what was done to it and what became of it.

/// One name's lives, and which verdicts would be right.
struct ChaosTruth: Sendable {
  let role: ChaosRole
  let runs: [ChaosRun]
  let diary: ChaosDiary
  /// What inspect says now; nil: there is no such container.
  let found: JSONValue?
  let now: Moment

  /// Status `running` or `paused`.
  var isUp: Bool { ["running", "paused"].contains(found?["State"]["Status"].string ?? "") }

  /// How many lives are over.
  var endCount: Int { runs.count - (isUp && !runs.isEmpty ? 1 : 0) }

  private func next(_ index: Int) -> ChaosRun? { index + 1 < runs.count ? runs[index + 1] : nil }

  /// Requests about it that were, or may have been, done to a life; a start that one of them made is not what it was done to.
  private func requests(during index: Int) -> [ChaosDiary.Request] {
    let from = runs[index].start
    let to = next(index)?.start ?? .infinity
    return diary.requests.filter { request in
      guard request.name == role.name, request.wasDone != false, request.span.from < to, request.span.to >= from else { return false }
      let made = request.verb.starts ? runs.last { $0.start <= request.span.to + Self.wordDelay } : nil
      return request.span.from >= from || made?.start != from
    }
  }

  /// Signals past the engine that a life got. One may come before its first word, which is as exact as /proc/uptime.
  private func strikes(during index: Int) -> [Span] {
    diary.strikes.filter { $0.name == role.name }.map(\.span).filter { span in
      span.to >= runs[index].start - 0.02 && span.from < next(index)?.start ?? .infinity
    }
  }

  /// How much later than the answer to its start the first word of a life may come.
  private static let wordDelay: Moment = 0.2

  // MARK: Ends

  /// Between which moments a life ended.
  func endSpan(_ index: Int) -> Span {
    if let end = runs[index].end { return Span(from: end.at, to: end.at) }
    let latest = next(index)?.start ?? now
    let causes =
      requests(during: index).filter { [.stop, .kill, .restart, .remove].contains($0.verb) }.map(\.span)
      + strikes(during: index).map { $0.widened(0, 2) }
      + diary.absences.map(\.span).filter { $0.to > runs[index].start && $0.from < latest }
    let from = causes.map(\.from).min() ?? runs[index].start
    return Span(from: max(from, runs[index].start), to: min(causes.map(\.to).max() ?? latest, latest))
  }

  /// Which outcomes would be right; empty when nothing is known that could have ended it.
  func outcomes(_ index: Int) -> Set<String> {
    let (run, next, end) = (runs[index], next(index), endSpan(index))
    let requests = requests(during: index)
    let wasStruck = !strikes(during: index).isEmpty
    var right: Set<String> = []
    if requests.contains(where: { [.stop, .kill, .restart, .remove].contains($0.verb) }) { right.insert("stopped") }
    // The engine's own removal after the end before may come late, and takes what a restart has begun meanwhile (moby daemon/monitor.go:
    // `autoRemove`).
    if role.spec.autoRemove, index > 0, self.requests(during: index - 1).contains(where: { $0.verb == .restart }) {
      right.insert("stopped")
    }
    let endsItself: Bool
    if case .byItself = run.end { endsItself = true } else { endsItself = wasStruck }
    let code = run.end?.code ?? 137

    // An engine that is away judges nothing, and may be said to have taken down what it finds down.
    let isDecidedSoon = endsItself && policyLeaves(code)
    let until = isDecidedSoon ? end.to + 5 : min(next?.start ?? .infinity, end.to + 20)
    let isDisturbed = diary.absences.contains { $0.span.widened(2, 3).overlaps(Span(from: end.from, to: until)) }
    if isDisturbed {
      right.insert("engine-shutdown")
      if next != nil, !startReasons(index + 1).isDisjoint(with: ["policy", "engine"]) { right.insert("restarted") }
    }
    guard endsItself else { return right }
    if next != nil {
      let reasons = startReasons(index + 1)
      if reasons.contains("policy") {
        right.insert("restarted")
        if reasons.count == 1 { return right }
      }
    }
    let isTainted = requests.contains { $0.verb == .hangUp }
    switch role.spec.policy {
    case .no: right.insert(code == 0 ? "completed" : "failed")
    case .onFailure where code == 0: right.insert("completed")
    case .onFailure(let limit) where limit > 0:
      right.insert("exhausted")
      if isTainted { right.insert("restart-cancelled") }
    case .always, .unlessStopped, .onFailure:
      if isTainted { right.insert("restart-cancelled") }
      if isDisturbed { right.formUnion(["restart-failed", "restart-cancelled"]) }
    }
    return right
  }

  private func policyLeaves(_ code: Int) -> Bool {
    switch role.spec.policy {
    case .no: true
    case .onFailure: code == 0
    case .always, .unlessStopped: false
    }
  }

  // MARK: Starts

  /// Why a life may have begun.
  func startReasons(_ index: Int) -> Set<String> {
    let start = runs[index].start
    let before = index > 0 ? runs[index - 1].start : -.infinity
    var right: Set<String> = []
    let mine = diary.requests.filter { $0.name == role.name && $0.wasDone != false }
    let asked = mine.filter { request in
      guard [.start, .restart].contains(request.verb) else { return false }
      // A start makes one life: the one that began while it was asked.
      if request.verb == .start, request.span.widened(0, Self.wordDelay).contains(before) { return false }
      return request.span.widened(0, 20).contains(start) && request.span.to > before
    }
    let isNew = mine.contains { $0.verb == .create && $0.span.from > before && $0.span.from < start }
    if let last = asked.last {
      right.insert(isNew ? "new" : "manual")
      // While a restart waits for an end, the policy may start it once more.
      let isLastOfSpan = !(index + 1 < runs.count && runs[index + 1].start <= last.span.to + Self.wordDelay)
      if isLastOfSpan, last.span.widened(0.1, 0.5).contains(start) { return right }
    }
    if diary.absences.contains(where: { Span(from: $0.boot, to: $0.span.to + 3).contains(start) }) { right.insert("engine") }
    right.insert("policy")
    return right
  }
}
