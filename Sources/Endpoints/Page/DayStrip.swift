// How a container fared in the last 24 hours.

import Watch

/// A day in stretches, oldest first; what was not seen is `unknown`, never its neighbours' colour.
struct DayStrip {
  enum Condition: String, CaseIterable {
    case healthy, running, starting, unhealthy, down
    /// Not running, as somebody wanted or the program itself: stopped, paused, or ended with 0 and left so.
    case stopped
    case unknown
    /// Not created yet, or removed: nothing is drawn.
    case absent
  }

  struct Stretch: Equatable {
    var condition: Condition
    var start: Timestamp
    var end: Timestamp
  }

  static let length: Int64 = 86_400_000_000_000
  private(set) var stretches: [Stretch] = []

  /// From the transitions of one container and the gaps of all, by rising sequence; one of before the day may lead. Before `knownSince` nothing was
  /// watched.
  init(_ view: ContainerView, transitions: [Transition], gaps: [Gap], knownSince: Timestamp, now: Timestamp) {
    let start = now.advanced(by: -Self.length)
    var edge = now
    var condition = Self.now(view)
    // Backwards: each transition ends what it says was before it.
    for transition in transitions.reversed() {
      guard transition.time > start else {
        // How the first of the day found it.
        if edge < now { condition = Self.after(transition.kind, hasHealthcheck: view.hasHealthcheck) ?? condition }
        break
      }
      let after = Self.after(transition.kind, hasHealthcheck: view.hasHealthcheck) ?? condition
      put(after, from: max(start, min(transition.time, edge)), to: edge)
      edge = min(edge, transition.time)
      condition = Self.before(transition.kind) ?? condition
    }
    put(condition, from: start, to: edge)
    stretches.reverse()
    hide(from: start, to: min(now, knownSince))
    for gap in gaps { hide(from: max(start, gap.start), to: min(now, gap.end)) }
    join()
  }

  /// The share of the day in each condition that occurred, the longest first.
  var shares: [(condition: Condition, share: Double)] {
    Condition.allCases.map { condition in
      let sum = stretches.filter { $0.condition == condition }.reduce(0) { $0 + $1.end.since($1.start) }
      return (condition, Double(sum) / Double(Self.length))
    }
    .filter { $0.share > 0 }.sorted { $0.share > $1.share }
  }

  private mutating func put(_ condition: Condition, from start: Timestamp, to end: Timestamp) {
    if start < end { stretches.append(Stretch(condition: condition, start: start, end: end)) }
  }

  private mutating func hide(from start: Timestamp, to end: Timestamp) {
    guard start < end else { return }
    var result: [Stretch] = []
    for stretch in stretches {
      let (from, to) = (max(stretch.start, start), min(stretch.end, end))
      guard from < to else {
        result.append(stretch)
        continue
      }
      if stretch.start < from { result.append(Stretch(condition: stretch.condition, start: stretch.start, end: from)) }
      result.append(Stretch(condition: .unknown, start: from, end: to))
      if to < stretch.end { result.append(Stretch(condition: stretch.condition, start: to, end: stretch.end)) }
    }
    stretches = result
  }

  private mutating func join() {
    var result: [Stretch] = []
    for stretch in stretches {
      if let last = result.indices.last, result[last].condition == stretch.condition {
        result[last].end = stretch.end
      } else {
        result.append(stretch)
      }
    }
    stretches = result
  }

  private static func now(_ view: ContainerView) -> Condition {
    guard let present = view.present else { return .absent }
    switch present.state {
    case .running: return of(present.health)
    case .paused, .removing, .created: return .stopped
    case .exited: return after(present.lastExit?.outcome, code: present.lastExit?.code)
    case .restarting, .dead: return .down
    }
  }

  private static func of(_ health: Health) -> Condition {
    switch health {
    case .none: .running
    case .starting: .starting
    case .healthy: .healthy
    case .unhealthy: .unhealthy
    // It runs, whatever its health is.
    case .unknown: .running
    }
  }

  /// Whether a transition says how it stands from then on.
  static func changes(_ kind: Transition.Kind) -> Bool { after(kind, hasHealthcheck: true) != nil }

  /// What holds from a transition on; nil where it changes nothing the strip shows.
  private static func after(_ kind: Transition.Kind, hasHealthcheck: Bool) -> Condition? {
    switch kind {
    case .removed: .absent
    case .created, .paused: .stopped
    case .startFailed: .down
    case .exit(let exit): after(exit.outcome, code: exit.exitCode)
    case .start: hasHealthcheck ? .starting : .running
    case .health(let change): change.to == .unknown ? nil : of(change.to)
    case .unpaused, .renamed, .gap: nil
    }
  }

  /// What an exit leaves; without an outcome, as at first sight, its code tells.
  private static func after(_ outcome: ExitOutcome?, code: Int?) -> Condition {
    switch outcome {
    case .stopped, .completed: .stopped
    case nil: code == 0 ? .stopped : .down
    case .engineShutdown, .restarted, .restartFailed, .exhausted, .restartCancelled, .failed, .unknown: .down
    }
  }

  /// What held before it.
  private static func before(_ kind: Transition.Kind) -> Condition? {
    switch kind {
    case .created: .absent
    case .removed, .start(.policy), .start(.engine), .start(.unknown): .down
    // Why it did not run was not seen. What somebody starts had mostly been stopped, or done its work.
    case .start(.new), .start(.manual): .stopped
    case .startFailed: .stopped
    case .exit, .paused: .running
    case .health(let change): change.from == .unknown ? nil : of(change.from)
    case .unpaused: .stopped
    case .renamed, .gap: nil
    }
  }
}

extension DayStrip {
  /// Minutes of a day are units of width; each condition has a height of its own, so that colour is not the only sign. In detail each stretch
  /// says when it was.
  func write(to html: inout HTML, now: Timestamp, isDetailed: Bool = false) {
    let start = now.advanced(by: -Self.length)
    let words = shares.map { "\(Self.word($0.condition)) \(Self.percent($0.share))" }.joined(separator: ", ")
    html.element(
      "svg", .class("strip"), .init("viewBox", "0 0 1440 16"), .init("preserveAspectRatio", "none"), .init("role", "img"),
      .init("aria-label", "last 24 hours: " + words)
    ) { html in
      if !isDetailed { html.element("title", text: words) }
      for stretch in stretches where stretch.condition != .absent {
        let left = Int(stretch.start.since(start) / 60_000_000_000)
        let right = Int(stretch.end.since(start) / 60_000_000_000)
        // What was short must still be seen.
        let title = isDetailed ? "\(Self.word(stretch.condition)) \(Self.clock(stretch.start)) to \(Self.clock(stretch.end)) UTC" : nil
        Self.rect(stretch.condition, left: min(left, 1436), width: max(right - left, 4), title: title, &html)
      }
    }
  }

  static func rect(_ condition: Condition, left: Int, width: Int, title: String? = nil, _ html: inout HTML) {
    let (top, height) = bar(condition)
    html.element(
      "rect", .init("class", condition.rawValue), .init("x", "\(left)"), .init("y", "\(top)"), .init("width", "\(width)"),
      .init("height", "\(height)"),
      // Where the pattern cannot be had the class paints a plain grey.
      .init("fill", condition == .unknown ? "url(#unseen)" : "currentColor")
    ) { html in
      if let title { html.element("title", text: title) }
    }
  }

  private static func bar(_ condition: Condition) -> (top: Int, height: Int) {
    switch condition {
    case .unhealthy, .unknown: (0, 16)
    case .healthy, .running: (4, 12)
    case .starting: (8, 8)
    case .down: (13, 3)
    case .stopped: (7, 3)
    case .absent: (16, 0)
    }
  }

  private static func word(_ condition: Condition) -> String {
    switch condition {
    case .unknown: "not seen"
    case .absent: "not there"
    case .healthy, .running, .starting, .unhealthy, .down, .stopped: condition.rawValue
    }
  }

  /// `08:39`.
  private static func clock(_ time: Timestamp) -> Substring { time.rfc3339.dropFirst(11).prefix(5) }

  private static func percent(_ share: Double) -> String {
    share < 0.01 ? "under 1 %" : "\(Int((share * 100).rounded())) %"
  }
}
