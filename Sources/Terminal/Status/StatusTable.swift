// The table of `dogwatch status`.

public import Watch

/// Containers as a table for people, the worst first.
public enum StatusTable {
  /// The rows in the order they are shown: by gravity, then by name (`service2` before `service10`).
  public static func sorted(_ rows: [StatusRow]) -> [StatusRow] {
    rows.map { (gravity: Gravity($0), row: $0) }
      .sorted { left, right in
        if left.gravity != right.gravity { return left.gravity < right.gravity }
        return naturallyPrecedes(left.row.view.name.text, right.row.view.name.text)
      }
      .map(\.row)
  }

  /// The lines of the table. `width` is that of the terminal, nil when the output is none and nothing is cut.
  public static func lines(_ rows: [StatusRow], at now: Timestamp, width: Int?, showsStyle: Bool) -> [String] {
    guard !rows.isEmpty else { return ["no containers"] }
    let showsNotes = rows.contains { !notes($0).isEmpty }
    var columns: [TextTable.Column] = [
      .init("NAME", minimum: 8, isName: true), .init("STATE"), .init("HEALTH"), .init("SINCE"),
      .init("RESTARTS 24H", short: "RST", isNumber: true),
      .init("LAST EXIT", minimum: 9),
    ]
    if showsNotes { columns.append(.init("ALERTS", minimum: 15)) }
    var table = TextTable(columns)
    for row in sorted(rows) {
      let cells = cells(row, at: now)
      table.add(showsNotes ? cells + [.init(listing: notes(row), style(Gravity(row)))] : cells)
    }
    return table.lines(width: width, showsStyle: showsStyle)
  }

  /// A sentence above the table, within the terminal's width.
  public static func notice(_ sentence: String, width: Int) -> [String] {
    TextWrap.lines(TransitionLine.printable(sentence), width: width, indent: 0)
  }

  private static func cells(_ row: StatusRow, at now: Timestamp) -> [TextTable.Cell] {
    let name = row.view.name.text
    let restarts = TextTable.Cell("\(row.restarts)", row.restarts > 0 ? .yellow : .plain)
    guard let present = row.view.present else {
      return [.init(name, .dim), .init("removed", .dim), .init(""), .init(""), restarts, .init("")]
    }
    let since = present.stateSince.map { TransitionLine.length(Double(now.since($0)) / 1e9) } ?? ""
    return [
      .init(name), .init(present.state.rawValue, style(of: present.state, Gravity(row))),
      .init(present.health == .none ? "-" : present.health.rawValue, style(of: present.health)), .init(since), restarts,
      .init(present.lastExit.map(words) ?? "-", present.lastExit?.outcome.map(style(of:)) ?? .plain),
    ]
  }

  /// `137 restarted`; without a verdict, as while it waits, the code alone.
  private static func words(_ exit: ContainerView.LastExit) -> String {
    [exit.code.map { "\($0)" } ?? "?", exit.outcome?.rawValue].compactMap { $0 }.joined(separator: " ")
  }

  /// Alerts, and episodes that none of them is about.
  private static func notes(_ row: StatusRow) -> [String] {
    var notes = row.alerts.map { $0.name.hasPrefix("Container") ? String($0.name.dropFirst("Container".count)) : $0.name }
    if row.view.isCrashLooping, !notes.contains("CrashLooping") { notes.append("crash looping") }
    if row.view.isFlapping, !notes.contains("HealthFlapping") { notes.append("flapping") }
    return notes
  }

  // MARK: Colours

  private static func style(_ gravity: Gravity) -> TextStyle {
    switch gravity {
    case .critical: .red
    case .warning: .yellow
    case .unsettled, .running, .resting, .gone: .plain
    }
  }

  private static func style(of state: ContainerState, _ gravity: Gravity) -> TextStyle {
    switch state {
    case .running: .plain
    case .restarting, .paused, .removing: .yellow
    case .dead: .red
    case .exited: style(gravity)
    case .created: .dim
    }
  }

  private static func style(of health: Health) -> TextStyle {
    switch health {
    case .unhealthy: .red
    case .starting: .yellow
    case .healthy: .green
    case .none, .unknown: .dim
    }
  }

  private static func style(of outcome: ExitOutcome) -> TextStyle {
    switch outcome {
    case .exhausted, .restartFailed, .restartCancelled: .red
    case .failed, .unknown: .yellow
    case .engineShutdown, .stopped, .restarted, .completed: .plain
    }
  }
}
